/* cli_pdf.h - a page printed to A4 by an installed browser.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_CLI_PDF_H
#define SIM_CLI_PDF_H
#include "sim/diag.h"

/* Prints `page` beside itself, .html -> .pdf, and says which file; else says in one line why there
 * is none and returns ERR_FAILED: the page stays, an earlier PDF too. A browser that takes longer
 * than JUNKAN_PDF_SECONDS (an environment variable; 120) is stopped. */
enum err cli_pdf(const char *page, enum lang lang);
#endif
