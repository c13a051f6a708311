"""Every verb of the command line, and every place of the code next to a door (`exits`): a way out, or a reason.

A new verb or a new place is in one of the lists, or `test_ways_out` fails. A way out asks the resolver: its value says
by which function. What is inside has no word about a person for somebody else, and its value says why.
"""

from collections.abc import Mapping

SHARE = "sharing.preview asks the resolver for each record, check_records reads the texts"
PAPER = "OutgoingData asks the resolver for each record, check_paper reads the finished text"
VERBS_OUT: Mapping[str, str] = {
    "share": SHARE,
    "team make": "teams are inside: the same vault on another desk, and the page of a person says so",
    "team add": "teams are inside: the same vault on another desk, and the page of a person says so",
    "alert send": f"alerts.send shares the alert with the network: {SHARE}",
    "alert test": f"a test has no word of the alert: {SHARE}",
    "appeal queue": f"appeal_requests.ask: need_a_yes, then {SHARE}",
    "appeal reply": f"one intervention of ours to the sender, for our own use: {SHARE}",
    "appeal text": "read_consents limits the words, check_said reads the finished text",
    "consent withdraw": "notices hold references only",
    "paper withdraw": "notices hold references only",
    "vetting answer": "the asked names and their answers only, after a decision of the organisation",
    "retract": "notices hold ids and hashes only",
    "retraction remind": "notices hold ids and hashes only",
    "retraction back": "notices hold ids and hashes only",
    "output make": PAPER,
    "view": PAPER,
    "directory make": f"listing asks each listed person (decision 0039), then {PAPER}",
    "checkin base-copy": "for our own use only: OutgoingData asks with the audience internal",
    "export": "gather_for asks the resolver for each record; for our own use gather asks for a no to STORE",
    "evidence export": "evidence_copies.allow asks for each person in the file, check_texts reads its name",
    "second key-sheet": "for our own use only: real names and aliases, with a reason in the log of the names password",
    "submission paste": PAPER,
    "submission bundle": f"{PAPER}; evidence_copies.allow asks for each annex, and again when it is saved",
    "accompaniment package": PAPER,
    "accompaniment handover": PAPER,
    "notes hand": "note_handing.ask: the clinician of an open support plan, and a yes of the person to REFERRAL",
}
"""Verbs that make bytes for somebody else, and who is asked."""
TERMINAL = "prints on this terminal, for who has the vault open"
RECORDS = "changes records of this vault"
SEALED = "carries what is sealed already: the resolver was asked when it was queued"
CARDS = "cards and keys of ours and of contacts, with no word of a record"
RELAYS = "relays, tickets and ways of this vault, with no word of a record"
VAULT = "the vault itself: encrypted, or a key of it"
PACK = "the film pack is a part of the program"
VERBS_INSIDE: Mapping[str, tuple[str, ...]] = {
    TERMINAL: (
        "vault info", "vault check", "vault slots", "vault recovery status", "border status", "second log", "kinds",
        "show", "history", "treaties", "list", "search", "count", "casualties", "displaced", "evidence show",
        "evidence check", "contact list",
        "contact introductions", "desk members list", "desk list", "organisation list", "organisation people", "outbox",
        "inbox", "team list", "team show",
        "retraction status", "relay list", "relay proofs", "relay seen", "relay status", "tickets list",
        "bundle check", "mapping list", "mapping show", "output list", "output texts", "output check", "release table",
        "release why",
        "letterhead list", "letterhead show", "appeal addressees", "appeal show", "appeal calls", "board",
        "mission check", "log show", "log check", "accompaniment show", "accompaniment roster",
        "warning levels", "warning replay", "alert tree", "risk show", "security-incident patterns", "coverage",
        "patterns", "seats", "decisions", "isolated", "directory list", "consent holders", "consent of", "paper check",
        "paper list", "paper show", "area list", "area unresolved", "evidence copies", "evidence leaks",
        "evidence gaps", "vetting list", "vetting show", "company tree", "library items", "library compare",
        "library sent", "scorecard", "notes open", "notes list", "notes slots", "notes recovery status",
    ),
    RECORDS: (
        "add", "edit", "consent bind", "remove", "restore-record", "assign", "link", "evidence add", "destroy",
        "accept", "refuse", "retraction answer", "retraction rule", "import", "mapping drop", "letterhead set",
        "appeal new", "appeal answer", "appeal update", "appeal close", "checkin heard", "checkin arrived",
        "checkin step", "checkin stand-down", "checkin travel", "checkin call-me", "checkin clock-is-right",
        "watch take", "watch give",
        "watch leave", "mission approve", "mission left", "mission arrived", "log write", "warning promote",
        "alert raise", "alert end", "alert tried", "security-incident promote", "security-incident take-back", "match",
        "channel test", "contact rule", "team remove", "team leave", "paper answer", "paper given", "area add",
        "area load", "evidence copy", "detained", "detention check", "detention disappearance", "detention limits",
        "vet", "vetting allow", "vetting exclude", "losses", "demands add", "stage", "proceedings", "impunity",
        "pattern answer", "pattern link", "treaties load", "library load", "library amend",
        "submission mechanisms", "submission begin", "submission check", "submission override",
        "submission answer", "submission sent", "submission reply", "notes add", "notes edit", "notes take",
    ),
    SEALED: ("sync", "nearby open", "nearby visit", "bundle write", "bundle read", "bundle carry", "bundle clear"),
    CARDS: (
        "card show", "card rotate", "contact add", "contact verify", "contact revoke", "contact introduce",
        "desk members add", "desk members remove", "desk leave", "organisation make-root", "organisation delegate",
        "organisation speak", "organisation add", "organisation remove", "organisation write", "organisation take",
        "organisation follow", "organisation leave", "organisation end", "organisation evidence",
    ),
    RELAYS: (
        "relay add", "relay policy", "relay move", "relay remove", "relay serve", "relay invite", "relay drill",
        "relay migrate", "network", "tor", "tickets batch", "tickets add", "tickets stop", "tickets give",
    ),
    VAULT: (
        "vault create", "vault passphrase", "vault slots add", "vault slots remove", "vault recovery make",
        "vault recovery drill", "vault recovery kept", "vault recovery end", "vault rotate", "vault backup",
        "vault restore", "vault wipe", "lock", "border hand", "border forget", "second set-up", "second passphrase",
        "second recovery", "second minutes", "notes create", "notes erase", "notes passphrase", "notes slots add",
        "notes slots remove", "notes recovery make", "notes recovery drill", "notes rotate", "notes backup",
    ),
    "invented data in a vault of its own": ("demo", "sample"),
    PACK: ("film-pack add", "film-pack remove", "film-pack show"),
}  # fmt: skip
"""The reason, and the verbs that stay inside for it."""
EXITS_OUT: Mapping[str, str] = {
    "app.actions.mail.anonymous.share": SHARE,
    "app.actions.mail.sharing._queue": SHARE,
    "app.actions.release.evidence_copies.copy_out": "takes an AllowedCopy, which only evidence_copies.allow makes",
    "app.gui.appeals.appeals_screen._confirm": "appeal_requests.ask: need_a_yes, then sharing.share",
    "app.gui.appeals.appeals_screen._show_call": "appeal_requests.reply: one intervention of ours, for our own use",
    "app.gui.cases.submission_screen._open_bundle": "evidence_copies.allow decides for each annex: bundles.make_bundle",
    "app.gui.cases.submission_screen._open_paste": PAPER,
    "app.gui.cases.submission_screen._save_bundle": "takes a FormBundle; bundles.save asks for each annex again",
    "app.gui.delivery.share_screen._Sharing": SHARE,
    "app.gui.evidence.piece_export_screen._export": "takes an AllowedCopy, which only evidence_copies.allow makes",
    "app.gui.field.base_copy_screen.open_base_copy": "for our own use only: OutgoingData with the audience internal",
    "app.gui.papers.papers_query.make": PAPER,
    "app.gui.papers.papers_query._say_places": "tells on this screen the places that a made paper leaves out",
    "app.gui.vault.session_notes_screen._NotesVisit": "note_handing.ask: a clinician, and a yes to REFERRAL",
    "app.gui.papers.wording_view.ReaderDialog": "shows a finished paper on this screen",
    "app.gui.papers.papers_screen._ask_reader": "gives the paper with its mark to papers_screen.save",
    "app.gui.papers.papers_screen.save": "writes after need_answers",
    "app.gui.papers.vetting_screen._show": "shows the answer to a company before it is saved: names and answers only",
    "app.gui.papers.vetting_screen._write": "the asked names and their answers only, after a decision",
    "app.gui.real_names.key_sheet_screen._save": "for our own use only, with a reason in the log of the names password",
    "app.gui.tables.table_out_screen.TablesOut": "for our own use only: gather asks for a no to STORE",
    "app.gui.warning.warning_screen._show_tree": f"alerts.send: {SHARE}",
}
"""Places that make bytes for somebody else, and who is asked."""
WRITER = "writes the bytes of its caller, which is in these lists"
EXITS_INSIDE: Mapping[str, tuple[str, ...]] = {
    WRITER: (
        "app.actions.kernel.external_files.new_file", "app.actions.kernel.external_files.write",
        "app.actions.release.evidence_copies._fresh", "app.actions.release.hash_list.add",
        "app.exchange.copies.film_writer.CopyWriter",
        "app.exchange.xlsx.write_book",
        "app.cli.unlock_methods._written",
    ),
    "notices hold references only": (
        "app.gui.papers.given_dialog._offer_notice", "app.gui.withdrawals.withdrawing_screen._withdraw",
        "app.gui.records.form_screen.Editing",
    ),
    "notices and receipts hold ids and hashes only": (
        "app.actions.mail.notices.queue", "app.gui.withdrawals.withdrawing_screen._show",
        "app.gui.delivery.delivery_screen.DeliveryScreen",
    ),
    "an accepted report: answers hold states and ids only": (
        "app.gui.appeals.appeals_screen._show", "app.gui.delivery.batch_accept_screen.accept",
    ),
    "a question for the sender of a report, for our own use: sharing.share asks": (
        "app.gui.delivery.arrival_screen.ArrivalPages",
    ),
    "teams are inside, and what is left of a stopped report was asked for": (
        "app.actions.mail.teams._say", "app.gui.teams.teams_screen._show",
        "app.actions.mail.stopped_deliveries._without",
    ),
    SEALED: (
        "app.gui.delivery.nearby_screen._Visit", "app.gui.delivery.stick_screen.StickScreen",
        "app.gui.shell.rounds.Rounds",
    ),
    CARDS: (
        "app.cli.people._card", "app.gui.people.exchange_screen.CardExchange", "app.gui.people.people_query.code_of",
        "app.gui.settings.device_screen.Device", "app.gui.teams.directories_screen._Page",
    ),
    RELAYS: (
        "app.actions.relays.tickets.write_walk_in", "app.gui.relays.relays_screen._remove",
        "app.gui.relays.relays_screen._write_tickets",
    ),
    VAULT: (
        "app.actions.contacts.trustees.hand_over", "app.actions.field.border._made",
        "app.actions.vault.unlock_methods.make_keyfile", "app.gui.backups.border_screen._hand",
        "app.gui.vault.kit.pdf", "app.gui.vault.kit.write_kit",
        "app.gui.vault.recovery_screen._install", "app.gui.vault.way_fields.key_file_of",
    ),
    PACK: ("app.gui.evidence.film_pack_screen.choose_pack",),
    "reads the tree on the screen": ("app.gui.warning.warning_query.tree",),
    "questions, conditions and time limits of a form, with no word of a record": (
        "app.gui.cases.mechanisms_screen._save",
    ),
    "fonts, and the refused rows of a file that a person imports": (
        "app.gui.style.fonts.build_fonts", "app.gui.tables.table_in_screen.TablesIn",
    ),
}  # fmt: skip
"""The reason, and the places that stay inside for it."""
