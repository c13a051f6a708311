"""The tables of what became of deliveries, of what hinders them, and of what came and was kept aside."""

STATES = """
CREATE TABLE happened (
  num INTEGER PRIMARY KEY, delivery INTEGER NOT NULL, what TEXT NOT NULL, at INTEGER NOT NULL,
  route TEXT NOT NULL DEFAULT '', since INTEGER, until INTEGER, receipt BLOB
);
CREATE INDEX happened_to ON happened (delivery);
CREATE TRIGGER delivery_moved AFTER UPDATE OF state ON delivery WHEN new.state <> old.state
BEGIN INSERT INTO happened (delivery, what, at) VALUES (new.num, new.state, new.changed); END;
CREATE TRIGGER delivery_gone AFTER DELETE ON delivery
BEGIN DELETE FROM happened WHERE delivery = old.num; END;
CREATE TABLE hindrance (
  route TEXT NOT NULL, delivery INTEGER NOT NULL, why TEXT NOT NULL, at INTEGER NOT NULL, since INTEGER NOT NULL,
  times INTEGER NOT NULL, PRIMARY KEY (route, delivery)
) WITHOUT ROWID;
CREATE TABLE damage (
  num INTEGER PRIMARY KEY, relay BLOB NOT NULL, url TEXT NOT NULL, what TEXT NOT NULL, why TEXT NOT NULL,
  since INTEGER NOT NULL, at INTEGER NOT NULL, seen INTEGER, UNIQUE (relay, what, why)
);
"""
"""What happened to each delivery, written down whoever moves its state, and what no relay holds any more of it, with
the receipts; why a relay was not reached when it was last tried, or did not take a delivery (0: any). `damage`: what
came there and was kept aside, and when a person saw that.
"""
