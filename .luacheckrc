-- SPDX-License-Identifier: GPL-3.0-or-later
std = "lua54"
max_line_length = 120
files["tests/scripts"] = { only = {} } -- faulty on purpose
files["scenarios"] = { unused_args = false }
