"""Appearance: theme, text size, language, icons, fonts and dates.

Every other room of the window uses this one. Views take all colours and sizes from a `theme.Look`.

- Pass theme, size and language to a widget: `theme.Look`.
- Translate a text: call the `text.Text` of the look, for example `look.tr("Save")`.
- Write a time as text: `dates.moment_words`. Write it relative to now: `dates.relative_time`.
- Write a day or a time of day: `dates.day`, `dates.clock`.
- Apply a look to the program: `sheet.dress`.
- Get the colours of a theme: `tokens.THEMES`.
"""

__all__ = ["dates", "sheet", "text", "theme", "tokens"]
