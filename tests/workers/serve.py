"""Odoo's command line as a file: a server with workers starts others by that name."""

from odoo.cli.command import main

main()
