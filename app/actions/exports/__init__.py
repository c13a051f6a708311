"""Tables of records as CSV or XLSX files outside of the vault.

Rooms below: papers and all below it.

- Export the records of one kind: `tables_out.export_table`.
- Get the result of a query as a table: `tables_out.gather`. Write this table: `tables_out.write_sheet`.
- Write the refused rows of an import: `tables_out.write_refused`.
"""

__all__ = ["tables_out"]
