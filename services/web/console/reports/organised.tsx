import { Loading } from "../../shared/loading.tsx";
import { addressOf, go } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Table } from "../parts/table.tsx";

const say = wordsOf({
  title: ["本单位组织的报送活动", "Campaigns of this unit"],
  campaign: ["活动", "Campaign"],
  form: ["报表", "Form"],
  due: ["截止日期", "Due"],
  own: ["本级报表", "Own form"],
  rollup: ["汇总与下级", "Roll-up and units below"],
});

/** Whoever owns a campaign reports to nobody in it: its own form and its roll-up are found here. */
export function Organised({ unit }: { unit: string }) {
  const course = useAct();
  const open = (template_id: string, campaign_id: string) =>
    course.act(async () => {
      const report = await api.post("/v1/reports", { body: { template_id, unit, campaign_id } });
      go(addressOf(["reports", report.id]));
    });
  const load = () => Promise.all([api.get("/v1/campaigns"), api.get("/v1/templates")]);
  return (
    <Loading on={[unit]} load={load}>
      {([campaigns, forms]) => {
        const titleOf = (id: string) => forms.items.find((each) => each.id === id)?.title || id;
        const owned = campaigns.items.filter((each) => each.owner_unit === unit)
          .flatMap((campaign) => campaign.templates.map((form) => ({ campaign, form })));
        if (owned.length === 0) return null;
        return (
          <section class="card">
            <h2>{say("title")}</h2>
            <Outcome of={course} />
            <Table
              hasWords
              heads={[say("campaign"), say("form"), say("due"), null]}
              rows={owned.map(({ campaign, form }) => ({
                key: `${campaign.id} ${form.template_id}`,
                cells: [
                  campaign.title,
                  titleOf(form.template_id),
                  form.due_on,
                  <span key="acts" class="row">
                    <button type="button" onClick={() => void open(form.template_id, campaign.id)}>{say("own")}</button>
                    <a href={addressOf(["reports", "rollup", form.template_id, unit], { campaign: campaign.id })}>
                      {say("rollup")}
                    </a>
                  </span>,
                ],
              }))}
            />
          </section>
        );
      }}
    </Loading>
  );
}
