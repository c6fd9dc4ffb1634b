# report_pdf.py PDF CAPTIONS YEAR - a printed page: A4, every chapter's and figure's heading in it, in
# its language; the indicators' headings stand on each page that has their rows.
# SPDX-License-Identifier: GPL-3.0-or-later
import re
import subprocess
import sys

pdf, captions, year = sys.argv[1:4]
run = lambda *args: subprocess.run(args, capture_output=True, text=True, check=True).stdout
bare = lambda text: re.sub(r"\s", "", text)
sizes = re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+) pts", run("pdfinfo", "-l", "99", pdf))
assert sizes and all({round(float(a)), round(float(b))} == {595, 842} for a, b in sizes), sizes
pages = run("pdftotext", pdf, "-").split("\f")
# As drawn: read by place, digits of another font may come apart from their line.
whole = bare(run("pdftotext", "-raw", pdf, "-"))
lost = [c for c in open(captions).read().splitlines() if bare(c) not in whole]
assert not lost, lost
wide = [bare(p) for p, (a, b) in zip(pages, sizes) if float(a) > float(b)]
assert len(wide) > 1 and all(year in p for p in wide if re.search(r"[（(]t[)）]", p)), len(wide)
full = [len(bare(p)) for p in pages[:len(sizes)]]
assert min(full) > 20, full # no empty page
