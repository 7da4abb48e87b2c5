"""The terminal app (Textual).

How a screen is made here
-------------------------
1. `FEATURE/x.py` beside `FEATURE/x.tcss`, where FEATURE is a folder such as `study` or `team`. The class comes from
   `shell.base.BaseScreen` (a whole screen) or `BaseDialog` (a box over another one). It sets `AREA_TITLE = "x.title"`,
   yields its widgets from `body()` (title bar and key bar are there already), and gets its data in `load()`, which is
   called when the trainer is open and the screen is shown, again when one comes back to it, and after a change of
   language or theme.
2. Its name goes into `shell.app.SCREENS`; `self.app.go("x", …)` opens it, escape closes it.
3. Texts: `self.say("x.key", …)` for plain text, `self.text("x.key", …)` for labels. Nothing is read as markup:
   `Static(markup=False)`, `Content(…)`, `Prose` (breaks lines as Chinese needs), `Page` (Markdown), or a `Fluid` for
   what depends on the width (rows, bars, charts). See `widgets/text.py` and `widgets/page.py`.
4. Data: `self.ask(lambda trainer: trainer.x(), self.show_x)` runs in a thread and hands the answer to `show_x` on the
   event loop; a Complaint becomes a notice. An action that must finish before the next key counts awaits
   `self.do(call, …)`. The trainer is never called on the event loop but for its plain attributes.
5. Keys: `BINDINGS = [key("space", "start", "x.key_start", "x.tip_start", id="x.start")]`, label and tooltip being
   catalogue keys; each id is unique and can be remapped. `check_action` hides what does not apply now
   (call `refresh_bindings()` when that changes). No key may need the Kitty protocol.
6. The trainer, content and store packages are heavy: import them under TYPE_CHECKING or inside functions.
   `ops_trainer.memory.events`, `.memory.day` and `ops_trainer.locale` are light.
7. What a screen needs of the app stands in `shell.access.LearnerApp`; only `shell/app.py` knows both sides, so that
   nothing imports in a circle.

A new setting is one field of `trainer.settings.Settings` and its texts in `locale/{zh,en}/setting.toml`: the settings
screen, the command palette and the checks follow from the declaration; the manual's table is held to it by a test.
"""
