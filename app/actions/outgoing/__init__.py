"""The data that a paper can read, and its frame: head, reference, audience, language and footer.

Rooms below: kernel, records, vault, contacts, release, relays, mail. A paper reads only an
`outgoing_data.OutgoingData` or `tallies.Tallies`, so it shows an audience only its own part.

- Declare a paper: `output.Output`. The finished paper with its leak check: `output.OutputResult`.
- Make the frame of a paper: `frames.make_frame`. Make a file of another sheet: `frames.make_file`.
- Read the recipients of a letter: `addressees.read_addressees`.
- Use a translation or a shorter version of the texts of people: `wording.PaperWording`.
- Store, list and read letterheads: `letterheads.store_letterhead`, `list_letterheads`, `read_letterhead`.
"""

__all__ = ["addressees", "frames", "letterheads", "outgoing_data", "output", "tallies", "wording"]
