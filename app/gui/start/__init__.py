"""Program start, the first start, the unlock window and the table of pages.

The only room that knows all others. No other room imports it: an open vault gets the calls as `app.gui.shell.routes`.

- Show the window until it closes: `run.run`.
- Show the first start, or make a sample vault: `first_start.open_first_start`.
- Add a main page: `main_pages.makers`. Add a page with a name: `page_routes.PAGES`.
- Add a step on the page of a kind of record: `record_routes.OFFERS`, with its key in `Kind.steps`.
- Add the target of a row: `page_routes.follow`.
"""

__all__ = ["run"]
