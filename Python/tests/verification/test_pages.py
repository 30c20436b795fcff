"""Pages with pictures, in a real browser: light and dark, narrow, by keyboard, without scripts; of one model and many.

Chromium is that of the system: Debian's package `chromium`, or what the variable CHROMIUM names.
"""

import json
import os
import shutil

import numpy
import pytest
from playwright.sync_api import sync_playwright
from safetensors.numpy import load_file, save_file

from bertconv_interop.bertconv import bertconv
from bertconv_interop.settings import ROOT

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
DAMAGE = ROOT / "testdata" / "damage"
HIDDEN, LAYERS = 64, 4
LAYER = "bert.encoder.layer."
#: What the legend of the broken model counts.
SHOWN = {"never trained: proven", "never trained: noise", "some rows never trained", "missing",
         "another shape in the file", "damaged or doubtful values", "trained, a vector"}
HOSTILE = "<script>alert(1)<\u202Eb onload=\"x\">'&amp;\u0007 \u05D0 " + "long" * 30


def write_config(folder):
    """A configuration of a small BERT."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({
        "architectures": ["BertForSequenceClassification"], "model_type": "bert", "vocab_size": 2000,
        "hidden_size": HIDDEN, "num_hidden_layers": LAYERS, "num_attention_heads": 4, "intermediate_size": 256,
        "max_position_embeddings": 512, "type_vocab_size": 2}))


def write_sound(folder):
    """A model whose matrices all have structure."""
    write_config(folder)
    weights = folder / "model.safetensors"
    assert bertconv("init", folder / "config.json", weights, "-q").returncode == 0
    random = numpy.random.default_rng(1)
    tensors = load_file(weights)
    for name, values in tensors.items():
        if values.ndim == 2:
            values += numpy.outer(random.normal(0, .05, len(values)), random.normal(0, 1, len(values[0])))
            values *= random.uniform(.5, 2, (len(values), 1))
        else:
            values += random.normal(0, .05, values.shape)
        tensors[name] = values.astype("float32")
    save_file(tensors, weights, metadata={"format": "pt"})
    return folder


def write_broken(folder):
    """The same model with one of everything."""
    write_sound(folder)
    weights = folder / "model.safetensors"
    fresh = folder / "fresh.safetensors"
    assert bertconv("init", folder / "config.json", fresh, "-q").returncode == 0
    tensors, untrained = load_file(weights), load_file(fresh)
    fresh.unlink()
    for name in ("intermediate.dense.weight", "intermediate.dense.bias"):
        tensors[LAYER + "1." + name] = untrained[LAYER + "1." + name]
    noise = numpy.random.default_rng(2).uniform(-.03, .03, (HIDDEN, HIDDEN)) * 1.1
    tensors[LAYER + "2.attention.self.key.weight"] = noise.astype("float32")
    tensors[LAYER + "2.attention.self.key.bias"] = numpy.zeros(HIDDEN, "float32")
    position = "bert.embeddings.position_embeddings.weight"
    tensors[position][256:] = untrained[position][256:]
    del tensors[LAYER + "3.output.dense.weight"], tensors["classifier.bias"]
    tensors["bert.pooler.dense.weight"] = tensors["bert.pooler.dense.weight"][:, :32].copy()
    tensors[LAYER + "0.attention.output.dense.weight"][3, 5] = numpy.nan
    save_file(tensors, weights, metadata={"format": "pt"})
    return folder


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The pages, by name."""
    folder = tmp_path_factory.mktemp("pages")
    sound, broken = write_sound(folder / "sound"), write_broken(folder / "broken")
    hostile = shutil.copytree(DAMAGE / "missing-head", folder / HOSTILE.replace("/", "\u2215"))
    many = folder / "many"
    for number in range(47):
        shutil.copytree(DAMAGE / "healthy-BertForSequenceClassification", many / f"model-{number:02}")
    for name, model in {"broken": broken, hostile.name: hostile, "torn": DAMAGE / "flipped-byte"}.items():
        shutil.copytree(model, many / name)
    runs = {
        "sound": ("verify", sound), "broken": ("verify", broken), "hostile": ("verify", hostile),
        "many": ("verify", "-r", many), "diff": ("diff", sound, broken),
    }
    for name, arguments in runs.items():
        run = bertconv(*arguments, "-q", "--report", f"html={folder / name}.html")
        assert run.returncode == {"sound": 0, "many": 2}.get(name, 1), run.stdout + run.stderr
    return {name: folder / f"{name}.html" for name in runs}


PAGES = ("sound", "broken", "hostile", "many", "diff")


def opened(browser, path, *, width=1100, scheme="light", scripts=True):
    """A page that is open, and the list to which what it complains of is added."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=scripts, offline=True)
    page = context.new_page()
    wrong = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append("a dialog: " + dialog.message))
    page.on("request", lambda request: request.url.startswith("file:") or wrong.append("fetches " + request.url))
    page.goto(path.as_uri())
    return page, wrong


def legend(page):
    """What each shade of the first legend stands for, and how many parameters have it."""
    items = page.locator(".l").first.locator("li").all_inner_texts()
    return {title: int(count.replace(",", "")) for title, _, count in (item.rpartition(" ") for item in items)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1100])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_and_nothing_goes_wrong(name, width, scheme, browser, pages):
    page, wrong = opened(browser, pages[name], width=width, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    background, text = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]")
    dark = sum(map(int, background[4:-1].split(","))) < sum(map(int, text[4:-1].split(",")))
    assert dark == (scheme == "dark")
    assert not wrong
    page.context.close()


def test_the_legend_counts_every_parameter(browser, pages):
    page, _ = opened(browser, pages["broken"])
    counts = legend(page)
    assert SHOWN <= set(counts), counts
    report, = json.loads(bertconv("verify", pages["broken"].with_suffix(""), "--format", "json").stdout)["reports"]
    assert sum(counts.values()) == report["summary"]["expected"]
    assert counts["missing"] == report["summary"]["missing"] == 2
    assert counts["another shape in the file"] == report["summary"]["mismatched"] == 1
    page.context.close()


def test_hover_and_focus_tell_what_a_cell_is(browser, pages):
    page, wrong = opened(browser, pages["broken"])
    cell = page.locator(f"[aria-label^='{LAYER}1.intermediate.dense']")
    cell.hover()
    words = cell.evaluate("e => getComputedStyle(e, '::after').content")
    for part in ("[256, 64]", "F32", "model.safetensors byte ", "never trained", "test ", "BC501"):
        assert part in words, words
    assert cell.evaluate("e => getComputedStyle(e, '::after').position") == "fixed"
    cell.click()
    finding = page.locator("#BC501")
    assert page.url.endswith("#BC501") and finding.is_visible()
    assert finding.locator("a").get_attribute("href") == "https://bertconv.example/docs/rules/BC501.md"
    assert not wrong
    page.context.close()


def test_the_keyboard_reaches_every_cell(browser, pages):
    page, wrong = opened(browser, pages["broken"])
    focused = "document.activeElement.getAttribute('aria-label').split('\\n')[0]"
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "k":
            break
    assert page.evaluate(focused) == "bert.embeddings.word_embeddings"
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == LAYER + "0.attention.self.query"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == LAYER + "1.attention.self.key"
    style = page.evaluate("(s => [s.outlineStyle, s.outlineWidth])(getComputedStyle(document.activeElement))")
    assert style == ["solid", "3px"]
    for _ in range(2 * LAYERS):
        page.keyboard.press("ArrowLeft")
    assert page.evaluate(focused) == LAYER + "0.attention.self.key"
    assert not wrong
    page.context.close()


@pytest.mark.parametrize("name", ["broken", "many", "diff"])
def test_a_page_works_without_scripts(name, browser, pages):
    page, _ = opened(browser, pages[name], scripts=False)
    cells = page.locator(".c")
    assert cells.count() > 8 * LAYERS
    assert page.locator(".c[tabindex='0']").count() == cells.count()
    # Nothing but the style sheet shows the label: at the lower edge, as far as it is wide.
    cells.first.hover()
    edge = page.screenshot(clip={"x": 0, "y": 760, "width": 1100, "height": 40})
    page.mouse.move(0, 0)
    assert page.screenshot(clip={"x": 0, "y": 760, "width": 1100, "height": 40}) != edge
    page.keyboard.press("Tab")
    page.context.close()


def test_many_models_are_a_table_the_worst_first(browser, pages):
    page, wrong = opened(browser, pages["many"])
    rows = page.locator(".t tr:has(td)")
    verdicts = [text.split()[0] for text in rows.all_inner_texts()]
    assert verdicts == ["PARTIAL", "FAIL", "FAIL"] + ["PASS"] * 47
    assert page.locator("h1").inner_text() == "3 of 50 models do not pass"
    assert page.locator(".t svg").count() == 50
    assert page.locator("section").count() == 3
    rows.nth(1).locator("a").click()
    target = page.evaluate("location.hash")
    assert page.locator(target).locator("h2").is_visible()
    assert not wrong
    page.context.close()


def test_hostile_names_are_text(browser, pages):
    page, wrong = opened(browser, pages["hostile"])
    title = page.locator("h1").inner_text()
    assert "<script>alert(1)<\\u{202e}b" in title and "\\u{7}" in title
    assert page.locator("script").count() == 1
    assert not wrong
    page.context.close()


def test_the_picture_of_a_difference(browser, pages):
    page, wrong = opened(browser, pages["diff"])
    counts = legend(page)
    assert counts["only in the first"] == 2 and counts["another shape"] == 1 and counts["identical"] > 40
    assert sum(count for title, count in counts.items() if title.startswith("differs")) == 6
    cell = page.locator(f"[aria-label^='{LAYER}2.attention.self.key']")
    cell.focus()
    assert "values differ" in cell.evaluate("e => getComputedStyle(e, '::after').content")
    assert not wrong
    page.context.close()
