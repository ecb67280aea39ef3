"""The example mini program, which `make check` compiles against WeChat's typings, bundled as its README says."""

import gzip
import json
import re
import subprocess
from pathlib import Path

from services.web.build import HERE

EXAMPLE = HERE.parents[1] / "openapi" / "client" / "examples" / "miniprogram"


def test_every_page_is_bundled_small_and_needs_nothing_that_mini_programs_lack(tmp_path: Path) -> None:
    pages = json.loads((EXAMPLE / "app.json").read_text(encoding="utf-8"))["pages"]
    program = next(HERE.glob("node_modules/.deno/@esbuild+*/node_modules/@esbuild/*/bin/esbuild"))
    sources = [str(EXAMPLE / f"{name}.ts") for name in ("app", *pages)]

    options = [
        "--bundle",
        "--format=cjs",
        "--target=es2019",
        "--minify",
        f"--outdir={tmp_path}",
        f"--outbase={EXAMPLE}",
    ]
    subprocess.run([program, *sources, *options], check=True, capture_output=True)

    assert pages == ["pages/play/play"]
    for page in pages:
        made = (tmp_path / f"{page}.js").read_text(encoding="utf-8")
        assert len(gzip.compress(made.encode())) <= 5000
        assert "wx.request(" in made
        assert re.findall(r"\b(?:fetch|Headers|URLSearchParams|localStorage|document|TextDecoder)\b", made) == []
        assert all((EXAMPLE / f"{page}.{ending}").exists() for ending in ("wxml", "wxss", "json"))


def test_the_templates_call_only_what_the_page_has() -> None:
    template = (EXAMPLE / "pages/play/play.wxml").read_text(encoding="utf-8")
    script = (EXAMPLE / "pages/play/play.ts").read_text(encoding="utf-8")

    called = set(re.findall(r'bindtap="(\w+)"', template))

    assert called == {"choose", "next", "handIn"}
    assert all(re.search(rf"^  (?:async )?{name}\(", script, re.MULTILINE) for name in called)
