"""Define the tables of delivery histories, of delivery problems, and of quarantined objects."""

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
"""The tables of delivery histories, delivery problems and quarantined objects.

`happened`: the events of each delivery. A trigger records each change of state; ended storage on relays is kept with
its receipts. `hindrance`: the reason why a relay was not reached at the last try, or did not accept a delivery (0:
any). `damage`: the quarantined objects, and the time when a person saw them.
"""
