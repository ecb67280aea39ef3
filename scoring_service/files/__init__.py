"""The ranking report as a file: workbook, text, paper."""
