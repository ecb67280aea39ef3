import { useEffect, useRef } from "preact/hooks";
import { Loading } from "../../shared/loading.tsx";

/** The text of a lesson of this system, out of the page that the gateway serves by itself. */
export function Page({ url }: { url: string }) {
  return <Loading on={[url]} load={() => contentOf(url)}>{(content) => <Text content={content} />}</Loading>;
}

async function contentOf(url: string): Promise<Element> {
  const answer = await fetch(url);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.querySelector("main");
  if (!answer.ok || !main) throw new Error(url);
  main.querySelector("h1")!.remove(); // the title stands above already
  return main;
}

function Text({ content }: { content: Element }) {
  const holder = useRef<HTMLElement>(null);
  useEffect(() => {
    holder.current!.textContent = "";
    content.childNodes.forEach((each) => holder.current!.appendChild(each.cloneNode(true)));
  }, [content]);
  return <article class="card" lang="zh-CN" ref={holder} />;
}
