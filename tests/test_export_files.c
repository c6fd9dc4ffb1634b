/* test_export_files.c - texts in cells, folders and workbooks that are whole or not there, limits
 * of sheets, memory that runs out. SPDX-License-Identifier: GPL-3.0-or-later */
#include "export_cases.h"
#include "sim/mem.h"

/* --- text ------------------------------------------------------------------------------------ */

static const char *const odd_column[] = {"path", "value"};
static const char *const odd[] = {
    "=SUM(A1)", "-3.5",         "+x",       "1e5",          "@y",    "plain",       "'=z",
    "'plain",   "＝w",          "a,\"b\"",  " lead",        "tail ", "x\ny",        "",
    "-",        "<b>&amp;</b>", "bad\xff!", "\xe7\xaa\xaf", "😀",     "\xed\xa0\x80"};
static const char *const odd_kept[] = {"'=SUM(A1)",
                                       "-3.5",
                                       "'+x",
                                       "1e5",
                                       "'@y",
                                       "plain",
                                       "''=z",
                                       "'plain",
                                       "'＝w",
                                       "a,\"b\"",
                                       " lead",
                                       "tail ",
                                       "x\ny",
                                       "",
                                       "'-",
                                       "<b>&amp;</b>",
                                       "bad\xef\xbf\xbd!",
                                       "窯",
                                       "😀",
                                       "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"};

static struct synthetic *syn_odd(void)
{
    struct synthetic *s = syn_new();
    s->table[0] = (struct text_table){
        "params", "odd texts", "変わった文字列", odd_column, 2, odd, sizeof odd / sizeof *odd / 2};
    return s;
}

static void test_texts(void **state)
{
    (void)state;
    struct synthetic *s = syn_odd();
    struct reader *r = open_synthetic(s);
    export_whole(r, in_work("csv"));
    struct csv c = csv_read(in_work("csv"), "params");
    assert_int_equal(c.n_row, 1 + sizeof odd / sizeof *odd / 2);
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        assert_string_equal(c.row[1 + i / 2][i % 2], odd_kept[i]);
    }
    csv_free(&c);
    c = csv_read(in_work("csv"), "files"); /* by line */
    assert_int_equal(c.n_row, 3);
    assert_string_equal(csv_text(&c, 0, "text"), "local j = require \"junkan\"");
    assert_string_equal(csv_text(&c, 1, "text"), "return 循環");
    assert_cell(&c, 1, "line", 2.0);
    csv_free(&c);
    reader_close(r);
    free(s);
}

/* Every column has a meaning in both languages, and no two sheets one name. */
static void test_words(void **state)
{
    (void)state;
    struct reader *r = reader;
    struct diags d;
    diag_init(&d, LANG_EN);
    struct exporter *e = exporter_new(r, &d);
    assert_non_null(e);
    for (size_t i = 0; i < e->n_table; i++) {
        const struct export_table *t = &e->table[i];
        assert_true(export_word(t->id) != NULL && strlen(t->en) <= 31);
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(e->table[k].en, t->en);
            assert_string_not_equal(e->table[k].ja, t->ja);
        }
        for (size_t c = 0; c < t->n_column; c++) {
            assert_true(strcmp(t->id, "runs") == 0 || export_word(t->column[c].id) != NULL);
            assert_true(t->column[c].en[0] != '\0' && t->column[c].ja[0] != '\0');
        }
    }
    exporter_free(e);
    diag_free(&d);
}

/* --- places ---------------------------------------------------------------------------------- */

static enum err try_csv(struct reader *r, const char *dir, const char *said)
{
    struct diags d;
    struct export_count n;
    diag_init(&d, LANG_EN);
    const enum err e = export_csv(r, dir, false, &n, &d);
    assert_true(said == NULL || syn_said(&d, said));
    assert_int_equal(d.n, e == ERR_OK ? 0 : 1);
    diag_free(&d);
    return e;
}

static void test_folder(void **state)
{
    (void)state;
    struct reader *r = reader;
    char *dir = in_work("place"), inside[400];
    const size_t before = count_files(work);
    assert_int_equal(mkdir(dir, 0777), 0);
    assert_int_equal(try_csv(r, in_work("place/"), NULL), ERR_OK); /* empty: filled */
    const size_t n = count_files(dir);
    assert_true(n > 5);
    snprintf(inside, sizeof inside, "%s/weights.csv", dir);
    assert_int_equal(access(inside, F_OK), -1);
    assert_int_equal(try_csv(r, dir, NULL), ERR_OK); /* ours: replaced */
    assert_int_equal(count_files(dir), n);
    syn_spill(inside, "mine\n", 5);
    char *was = syn_slurp(in_work("place/summary.csv"), &(size_t){0});
    assert_int_equal(try_csv(r, dir, "weights.csv"), ERR_SCRIPT); /* not of that export */
    assert_int_equal(count_files(dir), n + 1);
    char *is = syn_slurp(in_work("place/summary.csv"), &(size_t){0});
    assert_string_equal(was, is);
    free(was);
    free(is);
    unlink(inside);
    assert_int_equal(try_csv(r, in_work("s.h5"), NULL), ERR_SCRIPT); /* a file */
    assert_int_equal(try_csv(r, in_work("none/deep"), NULL), ERR_FAILED);
    assert_int_equal(count_files(work), before + 1); /* nothing else is left */
}

static void test_byte_order_mark(void **state)
{
    (void)state;
    struct reader *r = reader;
    struct diags d;
    struct export_count n;
    size_t bytes;
    diag_init(&d, LANG_EN);
    assert_int_equal(export_csv(r, in_work("bom"), true, &n, &d), ERR_OK);
    char *text = syn_slurp(in_work("bom/summary.csv"), &bytes);
    assert_memory_equal(text, "\xef\xbb\xbfmetric,", 10);
    free(text);
    assert_int_equal(export_csv(r, in_work("bom"), false, &n, &d), ERR_OK); /* known as ours */
    text = syn_slurp(in_work("bom/summary.csv"), &bytes);
    assert_memory_equal(text, "metric,", 7);
    free(text);
    diag_free(&d);
}

static enum err try_xlsx(struct reader *r, const char *path, size_t max_row, size_t max_column,
                         const char *said)
{
    struct diags d;
    struct export_count n;
    diag_init(&d, LANG_EN);
    const enum err e = export_xlsx_within(r, path, LANG_JA, max_row, max_column, &n, &d);
    assert_true(said == NULL ? d.n == 0 : syn_said(&d, said));
    diag_free(&d);
    return e;
}

static void test_workbook_file(void **state)
{
    (void)state;
    struct synthetic *s = syn_odd();
    struct reader *r = open_synthetic(s);
    const size_t before = count_files(work);
    assert_int_equal(try_xlsx(r, in_work("a.xlsx"), 1000, 1000, NULL), ERR_OK);
    assert_int_equal(setenv("TZ", "Asia/Tokyo", 1), 0);
    sleep(1);
    assert_int_equal(try_xlsx(r, in_work("b.xlsx"), 1000, 1000, NULL), ERR_OK);
    assert_true(syn_same(in_work("a.xlsx"), in_work("b.xlsx")));
    assert_int_equal(try_xlsx(r, in_work("a.xlsx"), 1000, 1000, NULL), ERR_OK); /* replaced */
    /* a result by a slip of the hand */
    assert_int_equal(try_xlsx(r, in_work("s.h5"), 1000, 1000, "not a workbook"), ERR_SCRIPT);
    assert_int_equal(try_xlsx(r, in_work("none/c.xlsx"), 1000, 1000, "none/c.xlsx"), ERR_FAILED);
    assert_int_equal(count_files(work), before + 2);
    reader_close(r);
    free(s);
}

/* 270 rows of months in a sheet of 40, 10 columns of runs in one of 9. */
static void test_sheet_limits(void **state)
{
    (void)state;
    struct reader *r = reader;
    assert_int_equal(try_xlsx(r, in_work("cut.xlsx"), 40, 1000, "月別の幅: 233 rows and 0 columns"),
                     ERR_OK);
    assert_int_equal(try_xlsx(r, in_work("cut.xlsx"), 1000, 9, "計算ごと: 0 rows and 2 columns"),
                     ERR_OK);
}

/* The n-th allocation fails: an error in one line and nothing on disk, until there are no more. */
static void test_memory_faults(void **state)
{
    (void)state;
    const size_t before = count_files(work);
    for (size_t kind = 0; kind < 2; kind++) {
        bool done = false;
        size_t refused = 0;
        for (unsigned long n = 1; !done; n += 1 + n / 12) {
            struct diags d;
            struct export_count count;
            struct reader *r; /* a new one: what it could not read it remembers */
            diag_init(&d, LANG_EN);
            assert_int_equal(reader_open(&r, in_work("s.h5"), &d), ERR_OK);
            mem_fail_at(n, false);
            const enum err e = kind == 0 ? export_csv(r, in_work("m"), false, &count, &d)
                                         : export_xlsx(r, in_work("m.xlsx"), LANG_EN, &count, &d);
            mem_fail_at(0, false);
            done = e == ERR_OK;
            refused += !done;
            assert_true(done || (e == ERR_FAILED && d.n == 1));
            assert_int_equal(count_files(work), before + kind + done);
            reader_close(r);
            diag_free(&d);
        }
        assert_true(refused > 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),         cmocka_unit_test(test_words),
        cmocka_unit_test(test_folder),        cmocka_unit_test(test_byte_order_mark),
        cmocka_unit_test(test_workbook_file), cmocka_unit_test(test_sheet_limits),
        cmocka_unit_test(test_memory_faults),
    };
    return cmocka_run_group_tests(tests, make_work, drop_work);
}
