"""Reading a stamped scan back to its version: what differs in look from the print (R3.11).

Nothing is recognised as text. The version is known from the QR code, so its print can be made anew and laid under the
scan; a cell differs where ink lies that the print does not explain.
"""
