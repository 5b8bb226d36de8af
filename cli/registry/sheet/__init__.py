"""One spreadsheet for the registry: one row a sensor channel, XLSX or CSV.

`cells` reads a file into cells and `table` into lines, `columns` knows their heads, `words` and
`dates` read a cell as what it should be and say which cell is wrong, `wanted` reads rows, `views`
and `comparing` compare them with each other, `entering` brings them into the registry.
"""
