"""The Create screen where pictures cost money: models, sizes, prices, reasons, previews, and what may be billed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
import pytest_asyncio
from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from studio.core.catalog import Kind
from studio.core.engines import MOCKUP, OPENAI, SERVER
from studio.core.image_model import Shape
from studio.core.job import JobState
from studio.core.pricing import PriceRange
from studio.core.recipe import PORTRAIT, SQUARE, Brief, PictureFormat, Recipe, Size
from studio.core.spending import Bill, LedgerEntry
from studio.ui.create.page import CreatePage
from studio.ui.create.wording import SettingsLink, duration_text, request_id_in, settings_link
from tests.ui.fakes import MODELS, NOON, FakeLibrary, FakeRunner, Screen, picture_bytes
from tests.ui.screen_rules import assert_every_control_has_a_name, assert_texts_are_plain
from tests.ui.test_create_page import (
    assert_nothing_is_clipped,
    make_page,
    notice_button,
    shows,
    stage_text,
    submitted,
    toast_button,
)
from tests.waiting import until

FLARE, SUNBURST, ENDING, ENDED = "gpt-image-2.6-flare", "gpt-image-2.6-sunburst", "gpt-image-1.5", "gpt-image-1"
DIES = "It may have been billed: look at your usage before you make it again. Request id: req_5a"


def jpeg_bytes(colour: str) -> bytes:
    image = QImage(QSize(24, 36), QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"jpeg").write(image)
    return bytes(buffer.data().data())


@pytest_asyncio.fixture
async def page(screen: Screen) -> AsyncIterator[CreatePage]:
    """The screen with a key, and the first brief resolved."""
    screen.service_port.have_key()
    page = make_page(screen)
    await screen.open()
    await until(screen.brief.changed, lambda: screen.brief.snapshot.resolution is not None)
    yield page
    assert screen.failures == []


@pytest_asyncio.fixture
async def openai(page: CreatePage, screen: Screen) -> CreatePage:
    """The same, with OpenAI's usual model chosen as a person does."""
    choose(page, FLARE)
    assert screen.brief.snapshot.brief.engine == OPENAI
    return page


def choose(page: CreatePage, model: str) -> None:
    page.form.maker.picker.chosen.emit(f"openai {model}" if model != MOCKUP else MOCKUP)


def choices(page: CreatePage) -> dict[str, tuple[str, str]]:
    return {choice.text: (choice.suffix, choice.detail) for choice in page.form.maker.picker._choices.choices}


def reasons(page: CreatePage) -> str:
    label = page.form.bar.findChild(QLabel, "reasons")
    assert isinstance(label, QLabel)
    return label.text() if label.isVisible() else ""


def press(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


# who makes it


async def test_each_model_is_offered_with_what_it_is_for_and_about_what_it_costs(page: CreatePage) -> None:
    offered = choices(page)
    assert offered["Mock-up"] == ("free", "Drawn on this computer, works offline")
    assert offered[f"OpenAI · {FLARE}"] == ("about $0.013", "Fast: for trying things out")
    assert offered[f"OpenAI · {ENDING}"] == ("about $0.034", "Ends on 1 December 2026")
    assert f"OpenAI · {ENDED}" not in offered
    assert page.form.maker.picker.currentText() == "Mock-up"


async def test_choosing_a_model_shows_what_it_can_and_the_mock_up_takes_it_away(
    page: CreatePage, screen: Screen
) -> None:
    form = page.form
    assert not form.shape.quality.isVisible()
    assert not form.more.isVisible()
    choose(page, FLARE)
    assert form.shape.quality.isVisible()
    assert form.more.isVisible()
    form.shape.quality.chosen.emit("high")
    assert screen.brief.snapshot.brief.quality == "high"
    choose(page, MOCKUP)
    brief = screen.brief.snapshot.brief
    assert (brief.engine, brief.quality, brief.model) == (MOCKUP, "auto", "")
    assert not form.shape.quality.isVisible()
    assert form.bar.price.text() == "free"


async def test_qualities_are_told_with_their_price(openai: CreatePage) -> None:
    offered = {choice.text: choice.suffix for choice in openai.form.shape.quality._choices.choices}
    assert list(offered) == ["Auto", "Low", "Medium", "High", "Extra high", "Highest"]
    assert offered["High"] == "about $0.062"
    assert offered["Auto"] == ""


async def test_a_model_that_ends_soon_says_when_and_is_replaced_by_one_press(page: CreatePage, screen: Screen) -> None:
    choose(page, ENDING)
    maker = page.form.maker
    assert maker.ending.text() == "gpt-image-1.5 ends on 1 December 2026."
    assert page.form.bar.button.isEnabled()
    press(maker.replace)
    assert screen.brief.snapshot.brief.model == FLARE
    assert not maker.ending.isVisible()
    assert not maker.replace.isVisible()


async def test_a_model_of_an_old_draft_that_has_ended_offers_what_replaces_it(
    screen: Screen, library: FakeLibrary
) -> None:
    screen.service_port.have_key()
    library.drafts["create"] = {"brief": Brief(subject="Ada", prompt_id=1, engine=OPENAI, model=ENDED).to_json()}
    page = make_page(screen)
    await screen.open()
    await until(screen.brief.changed, lambda: screen.brief.snapshot.resolution is not None)
    maker = page.form.maker
    assert maker.picker.currentText() == f"OpenAI · {ENDED}"
    assert maker.ending.text() == "gpt-image-1 ended on 23 October 2026."
    assert maker.replace.text() == f"Use {FLARE} instead"
    press(maker.replace)
    assert maker.picker.currentText() == f"OpenAI · {FLARE}"


async def test_a_model_that_nobody_knows_is_chosen_by_its_name(page: CreatePage, screen: Screen) -> None:
    maker = page.form.maker
    choose(page, "another")
    assert maker.name.isVisible()
    QTest.keyClicks(maker.name, " my-model <b> ")
    QTest.keyClick(maker.name, Qt.Key.Key_Return)
    assert screen.brief.snapshot.brief.model == "my-model <b>"
    assert maker.picker.currentText() == "OpenAI · my-model <b>"
    assert not maker.name.isVisible()
    assert page.form.bar.price.text() == "price not known"
    assert not page.form.shape.quality.isVisible()


async def test_choosing_another_model_keeps_what_it_can_do_too(openai: CreatePage, screen: Screen) -> None:
    screen.brief.edit(quality="max", size=Size(2048, 3072), parameters={"complexity": "low", "partial_images": 1})
    choose(openai, "gpt-image-2")
    brief = screen.brief.snapshot.brief
    assert (brief.quality, brief.size, brief.parameters) == ("auto", Size(2048, 3072), {"partial_images": 1})
    choose(openai, ENDING)
    assert screen.brief.snapshot.brief.size == PORTRAIT


# sizes and what is rarely needed


async def test_a_large_picture_stays_large_in_another_shape(openai: CreatePage, screen: Screen) -> None:
    openai.form.more.pickers.sizes.chosen.emit("2048x3072")
    assert openai.form.shape.size_words.text().startswith("2048 × 3072 px, experimental")
    openai.form.shape.shape.chosen.emit(str(SQUARE))
    assert screen.brief.snapshot.brief.size == Size(2048, 2048)
    assert openai.form.shape.shape.value == str(SQUARE)


async def test_a_free_size_tells_its_rule_while_it_is_typed(openai: CreatePage, screen: Screen) -> None:
    more, shape = openai.form.more, openai.form.shape
    press(more.fold.button)
    more.pickers.sizes.chosen.emit("other")
    assert more.pickers.width_field.isVisible()
    more.pickers.width_field.selectAll()
    QTest.keyClicks(more.pickers.width_field, "1000")
    assert shape.size_words.text() == "Width and height must be multiples of 16."
    assert reasons(openai) == shape.size_words.text()
    assert not openai.form.bar.button.isEnabled()
    more.pickers.width_field.selectAll()
    QTest.keyClicks(more.pickers.width_field, "1008")
    assert shape.size_words.text() == "1008 × 1536 px"
    assert screen.brief.snapshot.brief.size == Size(1008, 1536)
    assert openai.form.bar.button.isEnabled()
    for digits in ("1", "99999"):  # on the way to something else, or too much: the draft can be read at any moment
        more.pickers.width_field.selectAll()
        QTest.keyClicks(more.pickers.width_field, digits)
        assert Brief.from_json(screen.brief.snapshot.brief.to_json()) == screen.brief.snapshot.brief


async def test_fixed_sizes_have_no_fields_to_type(openai: CreatePage) -> None:
    choose(openai, ENDING)
    press(openai.form.more.fold.button)
    assert not openai.form.more.pickers.sizes.isVisible()
    assert not openai.form.more.pickers.width_field.isVisible()


async def test_what_cannot_go_together_is_never_left_together(openai: CreatePage, screen: Screen) -> None:
    more = openai.form.more
    press(more.fold.button)
    more.pickers.background.chosen.emit("transparent")
    more.pickers.format.chosen.emit("jpeg")
    brief = screen.brief.snapshot.brief
    assert (brief.format, brief.background) == (PictureFormat.JPEG, "auto")
    assert more.pickers.compression.isVisible()
    more.pickers.compression.setValue(60)
    assert screen.brief.snapshot.brief.compression == 60
    more.pickers.background.chosen.emit("transparent")
    brief = screen.brief.snapshot.brief
    assert (brief.format, brief.background, brief.compression) == (PictureFormat.PNG, "transparent", None)
    assert not more.pickers.compression.isVisible()
    assert openai.form.bar.button.isEnabled()


async def test_the_folded_line_tells_what_is_set_inside(openai: CreatePage, screen: Screen) -> None:
    fold = openai.form.more.fold
    assert not fold.is_open
    screen.brief.edit(
        size=Size(2048, 3072), format=PictureFormat.WEBP, compression=80, parameters={"complexity": "low"}
    )
    assert fold._summary.text() == "2048 × 3072 px, WebP, 80 %, complexity low"
    press(fold.button)
    assert fold._summary.text() == ""


async def test_the_rarer_wishes_reach_the_recipe_and_the_draft(
    openai: CreatePage, screen: Screen, runner: FakeRunner, library: FakeLibrary
) -> None:
    openai.form.more.pickers.complexity.chosen.emit("medium")
    openai.form.more.pickers.previews.chosen.emit("0")
    await submitted(screen)
    assert runner.submitted[0].parameters == {"complexity": "medium", "partial_images": 0}
    assert runner.submitted[0].model == FLARE
    openai.form.more.pickers.complexity.chosen.emit("usual")
    await screen.brief.flush()
    draft = library.drafts["create"]
    assert isinstance(draft, dict)
    assert Brief.from_json(draft["brief"]).parameters == {"partial_images": 0}


async def test_a_less_strict_safety_check_can_be_asked_for_but_not_with_references(
    openai: CreatePage, screen: Screen, runner: FakeRunner
) -> None:
    more = openai.form.more
    press(more.fold.button)
    assert more.pickers.strictness.isVisible()
    more.pickers.strictness.chosen.emit("low")
    await submitted(screen)
    assert runner.submitted[0].parameters == {"moderation": "low"}
    screen.brief.add_references([(picture_bytes(), "a.png")])
    await until(screen.brief.changed, lambda: bool(screen.brief.snapshot.brief.references))
    assert not more.pickers.strictness.isVisible()


@pytest.mark.parametrize("model", [model.id for model in MODELS.models])
async def test_every_model_has_a_form_that_offers_exactly_what_it_can(
    page: CreatePage, screen: Screen, model: str
) -> None:
    choose(page, model)
    press(page.form.more.fold.button)
    data, form = MODELS.find(model), page.form
    offered = [choice.key for choice in form.shape.quality._choices.choices]
    assert offered == list(data.qualities)
    assert [choice.key for choice in form.more.pickers.background._choices.choices] == list(data.backgrounds)
    assert form.more.pickers.complexity.isVisible() == bool(data.complexities)
    sizes = [choice.key for choice in form.more.pickers.sizes._choices.choices]
    assert sizes[: len(data.sizes_for(Shape.PORTRAIT))] == [str(size) for size in data.sizes_for(Shape.PORTRAIT)]
    assert ("other" in sizes) == (data.free_size is not None)
    assert screen.brief.snapshot.reasons == ()


# money


async def test_the_price_is_an_estimate_for_all_variations_with_what_goes_in(
    openai: CreatePage, screen: Screen
) -> None:
    price = openai.form.bar.price
    screen.brief.edit(quality="medium")
    one = screen.brief.snapshot.price
    assert price.text().startswith("est. $0.00")
    assert "An estimate for this figure" in price.toolTip()
    screen.brief.edit(variations=4)
    assert screen.brief.snapshot.price == one.times(4)
    assert "all 4 figures together" in price.toolTip()
    screen.brief.add_references([(picture_bytes(), "a.png")])
    await until(screen.brief.changed, lambda: bool(screen.brief.snapshot.brief.references))
    assert (screen.brief.snapshot.price.high or 0) > (one.times(4).high or 0)


async def test_a_missing_key_is_one_press_away(screen: Screen) -> None:
    page = make_page(screen)
    await screen.open()
    await until(screen.brief.changed, lambda: screen.brief.snapshot.resolution is not None)
    assert not page.form.bar.link.isVisible()
    choose(page, FLARE)
    await until(screen.brief.changed, lambda: "Enter your OpenAI key" in reasons(page))
    assert page.form.bar.link.text() == "Enter key…"
    press(page.form.bar.link)
    assert screen.opened_settings == ["engines"]
    screen.service.keep_key("sk-proj-0123456789abcdef4711")
    await until(screen.brief.changed, lambda: not screen.brief.snapshot.reasons)
    assert not page.form.bar.link.isVisible()


async def test_a_budget_without_room_says_so_and_leads_to_it(openai: CreatePage, screen: Screen) -> None:
    spent = LedgerEntry("j", NOON, FLARE, "ADA", Bill.PAID, PriceRange(), Decimal("4.99"))
    screen.ledger.rows = (spent,)
    screen.spending.refresh()
    await until(screen.brief.changed, lambda: bool(screen.brief.snapshot.reasons))
    assert reasons(openai).startswith("Today’s budget has room for $0.010; this figure may cost up to $")
    assert not openai.form.bar.button.isEnabled()
    assert openai.form.bar.link.text() == "Change budget…"
    press(openai.form.bar.link)
    assert screen.opened_settings == ["budget"]


async def test_what_a_figure_really_cost_stands_under_it(screen: Screen, library: FakeLibrary) -> None:
    recipe = Recipe(subject="Ada", text="Ada", engine=OPENAI, model=FLARE)
    paid = replace(library.add(recipe, 1), cost=Decimal("0.0531"))
    unknown = replace(library.add(recipe, 2), cost=None)
    by_team = library.add(replace(recipe, engine=SERVER), 0)
    library.figures |= {paid.id: paid, unknown.id: unknown}
    library.add(replace(recipe, engine=MOCKUP), 3)
    page = make_page(screen)
    await screen.open()
    cost = page.figure_bar.cost
    assert not cost.isVisible()
    screen.generation.select(paid.id)
    assert (cost.isVisible(), cost.text()) == (True, "$0.053")
    screen.generation.select(unknown.id)
    assert cost.text() == "Cost not known"
    screen.generation.select(by_team.id)
    assert cost.text() == "Paid by the team"


@pytest.mark.parametrize(
    ("sentence", "link"),
    [
        ("Enter your OpenAI key in Settings, under Engines and keys.", SettingsLink("engines", "Enter key…")),
        ("Check the key in Settings, under Engines.", SettingsLink("engines", "Open engine settings…")),
        ("Change the budget in Settings, or go on tomorrow.", SettingsLink("budget", "Change budget…")),
        ("Its file may be damaged. Settings, Library checks it.", SettingsLink("library", "Open library settings…")),
        ("Add credit in the account's billing settings, then try again.", None),
    ],
)
def test_what_a_sentence_names_is_one_press_away(sentence: str, link: SettingsLink | None) -> None:
    assert settings_link(sentence) == link


# being made


async def running(screen: Screen, runner: FakeRunner) -> str:
    (job_id,) = await submitted(screen)
    runner.change(job_id, JobState.RUNNING)
    await until(screen.generation.changed, lambda: screen.generation.snapshot.jobs[0].job.state is JobState.RUNNING)
    return job_id


@pytest.mark.parametrize("encode", [jpeg_bytes, picture_bytes])
async def test_previews_follow_each_other_with_the_time_that_it_takes(
    openai: CreatePage, screen: Screen, runner: FakeRunner, encode: object
) -> None:
    job_id = await running(screen, runner)
    assert callable(encode)
    runner.progress(job_id, "Preview 1 of 2", 0.33, encode("#0000ff"))
    await until(openai.stage.pictures.preview_ready, lambda: openai.stage.pictures.preview(job_id) is not None)
    assert stage_text(openai) == "Preview 1 of 2"
    screen.seconds = 9.4
    runner.progress(job_id, "Preview 2 of 2", 0.66, encode("#ff0000"))
    await until(screen.generation.changed, lambda: stage_text(openai) == "Preview 2 of 2 · 9 s")
    await until(openai.stage.pictures.preview_ready, lambda: _reddish(openai))
    screen.seconds = 75
    openai.stage._ticks.timeout.emit()
    assert stage_text(openai) == "Preview 2 of 2 · 1 min 15 s"


def _reddish(page: CreatePage) -> bool:
    image = page.stage.view.grab().toImage()
    colour = image.pixelColor(image.width() // 2, image.height() // 2)
    return colour.red() > 240 and colour.blue() < 16


async def test_a_preview_that_is_no_picture_leaves_the_one_before(
    openai: CreatePage, screen: Screen, runner: FakeRunner
) -> None:
    job_id = await running(screen, runner)
    runner.progress(job_id, "Preview 1 of 2", 0.33, picture_bytes("#ff0000"))
    await shows(openai, "#ff0000")
    runner.progress(job_id, "Preview 2 of 2", 0.66, b"\x89PNG\r\n\x1a\nand then nothing")
    await screen.tasks_done()
    await shows(openai, "#ff0000")


async def test_the_clock_of_the_stage_stands_still_when_nothing_is_being_made(
    openai: CreatePage, screen: Screen, runner: FakeRunner
) -> None:
    job_id = await running(screen, runner)
    assert openai.stage._ticks.isActive()
    runner.change(job_id, JobState.FAILED, "No.", "")
    await until(screen.generation.changed, lambda: screen.generation.snapshot.jobs[0].job.state is JobState.FAILED)
    assert not openai.stage._ticks.isActive()


async def test_cancelling_tells_the_truth_about_money(openai: CreatePage, screen: Screen, runner: FakeRunner) -> None:
    await running(screen, runner)
    runner.hold_cancel = asyncio.Event()
    openai.stage.view.cancel_requested.emit()
    assert stage_text(openai) == "Cancelling… It may still be billed."
    assert screen.messages.shown == ("Cancelled. What was asked for already may still be billed.",)
    toast_button(screen, "Show spending").click()
    assert screen.opened_settings == ["budget"]
    runner.hold_cancel.set()
    await until(screen.generation.changed, lambda: not screen.generation.snapshot.jobs)


async def test_cancelling_what_costs_nothing_speaks_of_no_bill(
    page: CreatePage, screen: Screen, runner: FakeRunner
) -> None:
    await running(screen, runner)
    page.stage.view.cancel_requested.emit()
    await until(screen.generation.changed, lambda: not screen.generation.snapshot.jobs)
    assert screen.messages.shown == ()


async def test_what_only_waits_is_cancelled_without_a_word_about_bills(
    openai: CreatePage, screen: Screen, runner: FakeRunner
) -> None:
    await submitted(screen)
    openai.stage.view.cancel_requested.emit()
    await until(screen.generation.changed, lambda: not screen.generation.snapshot.jobs)
    assert screen.messages.shown == ()


# what did not work


async def gone_wrong(screen: Screen, runner: FakeRunner) -> None:
    """Four jobs: two failed, one unknown, one still waiting."""
    screen.brief.edit(variations=4)
    screen.generation.generate()
    await until(screen.generation.changed, lambda: screen.generation.snapshot.selected == "job-1")
    runner.change("job-1", JobState.UNKNOWN, "The connection broke off before the picture was complete.", DIES)
    for job_id in ("job-2", "job-3"):
        runner.change(
            job_id, JobState.FAILED, "OpenAI does not accept the key.", "Check it in Settings, under Engines."
        )
    await until(screen.generation.changed, lambda: len(screen.generation.snapshot.not_made) == 2)


async def test_all_that_surely_cost_nothing_is_tried_again_at_once(
    openai: CreatePage, screen: Screen, runner: FakeRunner
) -> None:
    await gone_wrong(screen, runner)
    wrong = [runner.jobs[job_id].recipe for job_id in ("job-2", "job-3")]
    assert screen.actions["create-again-all"].isEnabled()
    notice_button(openai, "Try all 2 again").click()
    await until(screen.generation.changed, lambda: "job-6" in runner.jobs)
    await screen.tasks_done()
    assert runner.submitted[4:] == wrong
    assert sorted(runner.dismissed) == ["job-2", "job-3"]
    assert [item.job.id for item in screen.generation.snapshot.jobs] == ["job-1", "job-4", "job-5", "job-6"]
    assert not screen.actions["create-again-all"].isEnabled()


async def test_what_may_have_been_billed_is_made_again_only_by_itself_and_says_so(
    openai: CreatePage, screen: Screen, runner: FakeRunner
) -> None:
    await gone_wrong(screen, runner)
    again = notice_button(openai, "Make it once more")
    assert again.isVisible()
    assert "costs again" in again.toolTip()
    assert "It may have been billed" in openai.stage.notice.text
    QGuiApplication.clipboard().clear()
    notice_button(openai, "Copy request id").click()
    assert QGuiApplication.clipboard().text() == "req_5a"
    again.click()
    await until(screen.generation.changed, lambda: "job-5" in runner.jobs)
    assert len(runner.submitted) == 5


async def test_a_refused_key_leads_to_the_settings(openai: CreatePage, screen: Screen, runner: FakeRunner) -> None:
    await gone_wrong(screen, runner)
    screen.generation.select("job-2")
    notice_button(openai, "Open engine settings…").click()
    assert screen.opened_settings == ["engines"]
    assert not notice_button(openai, "Copy request id").isVisible()


async def test_after_a_restart_unknown_and_failed_jobs_are_still_there(screen: Screen, runner: FakeRunner) -> None:
    recipe = Recipe(subject="Ada", text="Ada", engine=OPENAI, model=FLARE)
    first, second, third = await runner.submit("local", [recipe] * 3)
    runner.change(first.id, JobState.UNKNOWN)
    runner.change(second.id, JobState.FAILED, "The disk is full.", "Free some space.")
    page = make_page(screen)
    await screen.open()
    model = page.strip.film.model()
    captions = [model.tile(row).subtitle for row in range(model.rowCount())]
    assert captions == ["not known", "did not work", "queued"]
    assert page.stage.notice.text.startswith("It is not known how this ended. It may have been billed")
    assert third.id in {item.job.id for item in screen.generation.snapshot.jobs}


def test_words_of_time_and_of_requests() -> None:
    assert [duration_text(seconds) for seconds in (0, 59, 60, 3725)] == ["0 s", "59 s", "1 min 0 s", "62 min 5 s"]
    assert request_id_in("Try again. Request id: req_1-a.b") == "req_1-a.b"
    assert request_id_in("Try again.") == ""


# a final


async def test_a_final_is_prepared_and_not_started(screen: Screen, library: FakeLibrary, runner: FakeRunner) -> None:
    screen.service_port.have_key()
    prompt = library.entries.get(Kind.PROMPTS, 1)
    library.add(Recipe(subject="Tin pilot", text="x", prompt=prompt, size=SQUARE), 1)
    page = make_page(screen)
    await screen.open()
    await until(screen.brief.changed, lambda: screen.brief.snapshot.resolution is not None)
    screen.service.need_key()
    await screen.tasks_done()
    typed = screen.brief.snapshot.brief
    screen.actions["create-make-final"].trigger()
    await screen.tasks_done()
    assert screen.brief.snapshot.reasons == ()
    brief = screen.brief.snapshot.brief
    assert (brief.subject, brief.engine, brief.model, brief.quality) == ("Tin pilot", OPENAI, SUNBURST, "high")
    assert brief.size == SQUARE
    assert page.form.maker.picker.currentText() == f"OpenAI · {SUNBURST}"
    assert screen.messages.shown == ("The brief is ready for a final of “Tin pilot”. Nothing is started yet.",)
    assert runner.submitted == []
    toast_button(screen, "Undo").click()
    assert screen.brief.snapshot.brief == typed


async def test_a_final_is_made_with_the_model_of_the_settings(screen: Screen, library: FakeLibrary) -> None:
    screen.service_port.have_key()
    screen.settings.change(finals_model="my-own")
    library.add(Recipe(subject="Tin pilot", text="x", engine=OPENAI, model=FLARE, quality="low"), 1)
    make_page(screen)
    await screen.open()
    screen.actions["create-make-final"].trigger()
    brief = screen.brief.snapshot.brief
    assert (brief.model, brief.quality) == ("my-own", "auto")


# looks and access


async def test_every_control_has_a_name_and_every_text_is_plain(
    openai: CreatePage, screen: Screen, runner: FakeRunner
) -> None:
    choose(openai, ENDING)
    press(openai.form.more.fold.button)
    await gone_wrong(screen, runner)
    assert_every_control_has_a_name(openai)
    choose(openai, "another")
    assert_every_control_has_a_name(openai)
    assert_texts_are_plain(openai)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("size", [QSize(1364, 870), QSize(954, 640), QSize(804, 570)])
async def test_nothing_is_clipped(
    openai: CreatePage, screen: Screen, runner: FakeRunner, scale: float, size: QSize
) -> None:
    screen.appearance.set_text_scale(scale)
    screen.window.resize(size)
    choose(openai, ENDING)
    openai.form.more.fold.set_open(is_open=True)
    await gone_wrong(screen, runner)
    for model in (ENDING, FLARE, "a-model-with-a-rather-long-name-of-somebody-s-own"):
        choose(openai, model)
        screen.brief.edit(size=Size(3000, 1000), parameters={"complexity": "low"})
        for _ in range(5):
            await asyncio.sleep(0)
        assert_nothing_is_clipped(openai)
    screen.appearance.set_text_scale(0)


def test_the_day_of_the_tests_is_before_the_end_of_the_old_models() -> None:
    ending = MODELS.ending(ENDING)
    assert ending is not None
    assert NOON.date() < ending.day < NOON.date() + timedelta(days=60)


async def test_what_is_made_later_has_its_place_among_the_tab_stops(openai: CreatePage, screen: Screen) -> None:
    more, shape, maker = openai.form.more, openai.form.shape, openai.form.maker
    press(more.fold.button)
    wanted = [shape.quality, maker.picker, more.fold.button, more.pickers.sizes, more.pickers.format]
    reached: list[QWidget] = []
    shape.shape.setFocus()
    while len(reached) < 20:
        QTest.keyClick(screen.window.focusWidget(), Qt.Key.Key_Tab)
        reached.append(screen.window.focusWidget())
    assert reached[: len(wanted)] == wanted
    assert openai.form.bar.button in reached
