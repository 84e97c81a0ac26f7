"""Widgets used by two screens or more; import each from its own module, this file loads nothing.

`A` is the `Appearance` (studio/ui/appearance), the first argument of everything that paints or shows icons. Signals tell what a
person did; setters never emit. All texts are plain. Style by property: `set_kind(button, "primary")`, `PlainLabel(text, "muted")`.

| module          | name and use                                                                                                     |
|-----------------|------------------------------------------------------------------------------------------------------------------|
| ../appearance   | `Appearance(resources)`: `apply("dark"/"light"/"system")`, `changed`, `mode`, `is_dark`, `tokens`, `colour(role)`, |
|                 | `icon(name, role="text")`, `pixmap(name, role, px, dpr)`, `font("text"/"title"/"label"/"mono")`, `px(13)`,         |
|                 | `rarity(name, colour="", shape="") -> RarityLook`, `set_text_scale(1.0..2.0)`, `moves` (False: no animation)      |
| ../messages     | `Messages(window, A)`: `tell(sentence, action_text=None, on_action=None)`, `error(StudioError)`, `dismiss_all()`,   |
|                 | `keep_clear(widget)` (toasts stand beside it), `keep_off(row)`; they stand above the window's `StatusLine`                         |
| labels          | `PlainLabel(text, role="", wrap=False)`, `ElidedLabel(text, role="", middle=False)`, `Badge(text, kind)`: `show_text(text, kind)` |
|                 | roles: title heading label hint muted faint error warning ok mono; badge kinds: quiet ok warning error                |
| properties      | `set_kind`, `set_role`, `set_state(w, "error")`, `set_ground(w, "canvas"/"panel"/"raised", edge="left"…)`, `set_tip(w, text)`, |
|                 | `literal(text)` (ampersands for buttons, menus, actions); announcement: `announce(w, sentence, is_urgent=False)`   |
| buttons         | `Button(A, text, kind="", icon="")`: `set_text`, `set_tip`, `set_hint("Ctrl+Enter")`, `set_reasons(["…"])` (empty = enabled);                |
|                 | `IconButton(A, icon, name, kind="quiet")`; kinds: primary wanted quiet danger link; `set_large()`, `set_menu(QMenu)`      |
| fields          | `field(label_text, widget, hint="") -> QWidget` (label above, buddy set), `SearchField(A, placeholder)`: `searched(str)` |
| segmented       | `Segmented(A, name, (Option(key, text, icon="", tip=""), …))`: `value`, `set_value(key)`, `chosen(str)`,             |
|                 | an unknown key shows none chosen                                                                                  |
| chips           | `ChipGroup(A, name, optional=False)`: `set_chips((ChipOption(key, text, rarity=RarityMark|None), …))`, `value`,      |
|                 | `set_value(key)`, `chosen(str)`; `FilterChip(A, text)`: `setMenu(QMenu)`, `set_active(bool)`                        |
| flow_layout     | `FlowLayout(gap=6, is_centred=False)`: wraps like text                                                                             |
| reading_order   | `ReadingWindow`: the Tab key goes through it in the order of its layouts                                               |
| scrolling       | `scrolled(widget, parent) -> QScrollArea`: scrolls up and down what is too tall, wrapped text at its true height       |
| stepper         | `Stepper(A, name, low, high)`: `value()`, `set_value(n)`, `stepped(int)`                                             |
| picker          | `Picker(A, name)`: `set_choices((Choice(key, text, suffix="", colours=(), detail=""), …))`, `key`, `set_key(key)`, `chosen(str)` |
| number_field    | `NumberField(name, low, high, unit, step=1)`: `value()`, `show_value(n)`, `valueChanged(int)` when typed to its end   |
| fold            | `Fold(A, title, inside)`: `is_open`, `set_open(is_open=…)`, `set_summary(text)`: what is rarely needed                |
| growing_text    | `GrowingTextEdit(name, placeholder, low=2, high=6)`: `text()`, `set_text(s)`, `edited(str)`, `pictures_dropped(Dropped)`, |
|                 | `submitted()` (Ctrl+Enter)                                                                                       |
| dropped         | `Dropped(files: tuple[Path, …], images: tuple[QImage, …])`, `dropped_pictures(QMimeData) -> Dropped | None`        |
| reference_strip | `ReferenceStrip(A)`: `set_references((ReferenceItem(key, name), …))`, `set_picture(key, QImage/QPixmap)`, `set_limit(n)`, |
|                 | `pictures_dropped(Dropped)`, `add_requested()`, `remove_requested(key)`, `order_changed(tuple of keys)`            |
|                 | `set_mask(QImage or None)` on the first of them, `mask_requested()`, `unmask_requested()`                          |
| mask_canvas     | `MaskCanvas(A)` is a picture canvas that paints: `begin(MaskPainting)`, `end()`, `brush`, `set_brush(Brush)` |
|                 | mask_painting: `MaskPainting(Size, MaskPixels or None)`: `press`, `drag`, `release`, `undo`, `redo`, `invert`, `clear`, |
|                 | `pixels()`; mask_tint: how a mask looks over a picture                                                             |
| picture_stage   | `PictureStage(A)`: `show_preview(QImage)`, `show_picture(QImage)`, `clear()`, `set_empty(QWidget)`, `fit()`,         |
|                 | `actual_size()`, `zoom_changed(float, bool is_fit)`, `set_busy(text, fraction or None, count=1)`, `set_idle()`, |
|                 | `cancel_requested()`, `cancel_all_requested()` (offered while `count` > 1)                                          |
| tile            | `Tile(key, title, subtitle, rarity=RarityMark|None, thumbnail="", dimmed=False, icon=(name, role))`, `RarityMark(name, colour, shape)`,  |
|                 | `TileModel` (subclass: `rowCount`, `tile(row) -> Tile | None`), `TileList(tiles)`; tile_painter: `CardPainter`, `FilmPainter` |
| tile_view       | what grid and filmstrip share: `selection_changed()`, `current_changed(row)`, `opened(row)`, `rated(int)`,           |
|                 | `menu_requested(row, QPoint global)`, `thumbnail_wanted(key)`, `set_thumbnail(key, QImage)`, `thumbnail_failed(key)`, `forget_thumbnail(key)`, |
|                 | `visible_rows_changed(first, last)`, `selected_rows()`, `selectAll()`, `current_row`, `set_current_row(n)`                         |
| figure_grid     | `FigureGrid(A, name)`: `setModel(TileModel)`; O(visible) at 100,000 rows, keeps its place on inserts above         |
| figure_shelves  | `FigureShelves(A, source, thumbnails, name)`: shelf after shelf of the rows of a model; `source` gives `shelves`        |
|                 | (state/shelf_rows) and `head(n) -> ShelfHead(name, count, rarity)`; `see_all(shelf)`, `current_shelf`                |
| filmstrip       | `Filmstrip(A, name)`: `set_items((FilmItem(key, caption, thumbnail="", dimmed=False, title="", icon=("", "")), …))`, `current_key`,   |
|                 | `set_current_key(key)`, `key_chosen(str)`, and the thumbnail signals of tile_view                                  |
| rating_stars    | `RatingStars(A)`: `value()`, `set_value(0..5)`, `rated(int)`                                                         |
| rail            | `Rail(A)`: `add_page(key, icon, text)`, `add_action(key, icon, text)`, `set_current(key)`,                          |
|                 | `set_action(key, icon, text)`, `page_chosen(str)`, `action_chosen(str)`                                          |
| status_line     | `StatusLine(A)`: `set_state(text, kind)`, `set_texts(left, right)`, `set_link(text, tip)`: `link_pressed()`        |
| progress_line   | `ProgressLine(A, name)`: `set_fraction(0..1 or None)`; None is a piece that wanders                                  |
| picture_canvas  | `PictureCanvas(A)`: one picture to be looked at: zoomed, moved about; the stage's and the viewer's                   |
| cards           | `Card(title, badge=None)`: `add_header(widget)`, `add_row(label, widget, hint="", is_wide=False) -> SettingRow`, `add_widget(widget)`  |
| empty_state     | `EmptyState(A, title, sentence, icon="")`: `add_button(text, kind="", icon="") -> Button`; no icon = fan of cards    |
| spans_view      | `SpansView(A)`: `set_spans(((text, slot), …))`, slots: subject theme rarity, "" = template; `legend`                 |
| notes_box       | `NotesBox(A)`: `set_notes((Note(text, kind="warning", fix="", key=""), …))`, `fix_requested(key)`; hides when empty    |
| palette         | `CommandPalette(A, parent)`: `show_actions(QActions)`                                                                 |
| keys_dialog     | `KeysDialog(A, parent)`: `show_groups((KeyGroup(title, ((what, names), …)), …))`; key_names: `key_names(shortcuts)`     |
"""
