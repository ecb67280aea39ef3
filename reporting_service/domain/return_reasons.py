"""Why reports are given back: the codes that clients offer, with their texts. Other codes are taken as they are."""

REASONS = (
    ("wrong-figure", "数据有误，请核对后重报", "A figure is wrong; check and report again"),
    ("doubtful", "数据存疑，请核实并说明", "A figure is doubtful; verify and explain"),
    ("wrong-unit", "计量单位或口径有误", "Counted in another unit or by another rule"),
    ("incomplete", "填报不完整", "Not everything is filled in"),
    ("missing-units", "下级单位缺报，请催报后汇总", "Units below are missing; remind them and roll up again"),
    ("counted-twice", "存在重复统计", "The same is counted twice"),
    ("attachment", "附件缺失或与填报内容不符", "An attachment is missing or says otherwise"),
    ("seal", "未盖章，或盖章件与填报内容不符", "Not stamped, or the stamped paper says otherwise"),
    ("other", "其他原因", "Another reason"),
)
