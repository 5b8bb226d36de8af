"""One spreadsheet for the registry: one row a sensor channel, XLSX or CSV.

`table` reads a file into cells, `columns` knows their heads, `words` reads a cell as what it should
be and says which cell is wrong, `wanted` reads rows and compares them with each other, `entering`
brings them into the registry.
"""
