/* test_registry.c - the compiled-in tables are whole, and faulty ones are refused.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/registry.h"
#include "sim/registry_catalogue.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "entry,field,value,pedigree,source,en,ja\n"

static void isa_names_round_trip(void **state)
{
    (void)state;
    for (int i = 0; i < N_ISA; i++) {
        enum isa back = N_ISA;
        assert_true(isa_by_name(isa_name((enum isa)i), &back));
        assert_int_equal(back, i);
    }
    enum isa none = ISA_BASE;
    assert_false(isa_by_name("x86-64-v9", &none));
    assert_false(isa_by_name("", &none));
    assert_true(isa_usable(ISA_BASE));
    assert_true(isa_usable(isa_best()));
    for (int i = (int)isa_best() + 1; i < N_ISA; i++)
        assert_false(isa_usable((enum isa)i));
}

static void models_are_the_same_for_every_isa(void **state)
{
    (void)state;
    const struct registry *r = registry_get();
    assert_non_null(r);
    assert_ptr_equal(r, registry_get());
    assert_true(r->n_model > 0);
    assert_ptr_equal(r->table, r->model[ISA_BASE]);
    for (int i = 0; i < N_ISA; i++) {
        if (isa_usable((enum isa)i))
            assert_non_null(r->model[i]);
        for (size_t m = 0; r->model[i] && m < r->n_model; m++) {
            const struct model *a = r->table[m], *b = r->model[i][m];
            assert_string_equal(a->name, b->name);
            assert_int_equal(a->n_row, b->n_row);
            assert_int_equal(a->ports_size, b->ports_size);
            if (i > 0)
                assert_ptr_not_equal(a, b);
            for (size_t k = 0; k < a->n_row; k++) {
                assert_string_equal(a->row[k].name, b->row[k].name);
                assert_int_equal(a->row[k].at, b->row[k].at);
            }
        }
    }
}

/* Every row and catalogue value: unit, range, default, source, pedigree, both languages. */
static void every_table_is_sound(void **state)
{
    (void)state;
    assert_int_equal(registry_check(registry_get(), stderr), 0);
}

static void every_catalogue_is_there(void **state)
{
    (void)state;
    const struct registry *r = registry_get();
    for (size_t m = 0; m < r->n_model; m++)
        for (size_t k = 0; k < r->table[m]->n_dim; k++) {
            const struct dim_row *d = &r->table[m]->dim[k];
            if (!d->choice || d->kind == DIM_PAIR)
                continue;
            const struct catalogue *c = registry_catalogue(r, d->name);
            assert_non_null(c);
            assert_true(c->n_entry > 0);
        }
    assert_null(registry_catalogue(r, "no such dimension"));
    assert_null(embedded_text("models/none.csv"));
}

static void accounts_begin_with_none(void **state)
{
    (void)state;
    const struct registry *r = registry_get();
    assert_string_equal(r->medium[0].id, "none");
    assert_string_equal(r->holder[0].id, "none");
    assert_true(r->n_medium > 1 && r->n_holder > 1);
}

static void csv_is_read_as_rfc_4180_says(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct catalogue c;
    char fault[256] = "";
    const char *text = "\xEF\xBB\xBF# a comment\r\n" HEAD "\n"
                       "one,label,,,,One,一\r\n"
                       "one,yield,\"pert(1, 2, 3)\",4321,\"said \"\"so\"\",\nthere\",,\n"
                       "one,task.load,1 2 3,1111,x,,\n"
                       "two,label,,,,Two,二";
    if (!catalogue_parse(a, "kiln", text, &c, fault))
        fail_msg("%s", fault);
    assert_string_equal(c.dim, "kiln");
    assert_int_equal(c.n_entry, 2);
    assert_string_equal(c.entry[0].name, "one");
    assert_string_equal(c.entry[0].ja, "一");
    assert_int_equal(c.entry[0].n_value, 2);
    assert_string_equal(c.entry[0].value[0].value, "pert(1, 2, 3)");
    assert_string_equal(c.entry[0].value[0].source, "said \"so\",\nthere");
    assert_string_equal(c.entry[0].value[0].en, "");
    assert_string_equal(c.entry[0].value[1].field, "task.load");
    assert_string_equal(c.entry[1].en, "Two");
    assert_int_equal(c.entry[1].n_value, 0);
    arena_free(a);
}

static void faulty_csv_is_refused_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *fault;
    } bad[] = {
        {"", "no header"},
        {"entry,field\n", "no header"},
        {"entry,field,wert,pedigree,source,en,ja\n", "1: column 3"},
        {HEAD "one,label,,,,One\n", "2: 6 fields"},
        {HEAD "one,label,,,,One,一,x\n", "2: more than 7"},
        {HEAD "one,label,,,,One,一\none,a,1,1111,\"s,,\n", "3: broken quotes"},
        {HEAD "one,label,,,,One,一\none,a,1,1111,\"s\"x,,\n", "3: broken quotes"},
        {HEAD "one,a,1,1111,s,,\n", "no row \"label\""},
        {HEAD "one,label,,,,One,\n", "no row \"label\""},
        {HEAD "one,label,,,,One,一\none,a,1,1111,s,,\none,a,2,1111,s,,\n", "4: one.a stands twice"},
        {HEAD "one,label,,,,1,一\ntwo,label,,,,2,二\none,a,1,1111,s,,\n", "4: rows of \"one\""},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        struct arena *a = arena_new();
        struct catalogue c;
        char fault[256] = "";
        assert_false(catalogue_parse(a, "kiln", bad[i].text, &c, fault));
        if (!strstr(fault, bad[i].fault))
            fail_msg("case %zu: %s", i, fault);
        arena_free(a);
    }
}

/* --- the check itself must be able to fail: one sound model, spoilt in one place each --- */

struct ports {
    void *capacity, *char_t;
};
static const struct dim_row good_dim[1] = {
    {.kind = DIM_ENTITY, .name = "kiln", .list = "kilns", .en = "kiln", .ja = "炉"}};
static const struct row good_row[2] = {
    {.kind = ROW_PARAM,
     .name = "capacity_t",
     .word = "capacity",
     .dim = "kiln",
     .unit = "t",
     .value = "pert(1, 2, 3)",
     .lo = 0,
     .hi = 10,
     .source = "assumption: 1 to 3",
     .pedigree = "1111",
     .en = "capacity",
     .ja = "容量",
     .at = offsetof(struct ports, capacity)},
    {.kind = ROW_OUTPUT,
     .name = "char_t",
     .dim = "kiln",
     .unit = "t",
     .en = "char",
     .ja = "炭",
     .pass = PASS_ACT,
     .at = offsetof(struct ports, char_t)},
};

static const char *first_headline; /* of the model below; NULL: none */
static size_t faults_of(const struct row row[2], const struct dim_row *dim, size_t size)
{
    static const struct account_name none[1] = {{"none", "1", "none", "なし"}};
    const struct model model = {.name = "kiln",
                                .en = "kiln",
                                .ja = "炉",
                                .dim = dim,
                                .n_dim = 1,
                                .row = row,
                                .n_row = 2,
                                .ports_size = size,
                                .headline = {first_headline}};
    const struct model *const list[1] = {&model};
    const struct registry r = {.n_model = 1,
                               .table = list,
                               .model = {list},
                               .medium = none,
                               .holder = none,
                               .n_medium = 1,
                               .n_holder = 1};
    FILE *sink = tmpfile();
    const size_t n = registry_check(&r, sink);
    fclose(sink);
    return n;
}

#define SPOILT(index, member, what)                                      \
    do {                                                                 \
        struct row row[2] = {good_row[0], good_row[1]};                  \
        row[index].member = (what);                                      \
        assert_true(faults_of(row, good_dim, sizeof(struct ports)) > 0); \
    } while (0)

static void each_kind_of_fault_is_found(void **state)
{
    (void)state;
    assert_int_equal(faults_of(good_row, good_dim, sizeof(struct ports)), 0);
    SPOILT(0, source, "");
    SPOILT(0, source, NULL);
    SPOILT(0, pedigree, "111");
    SPOILT(0, pedigree, "1115");
    SPOILT(0, unit, "furlong");
    SPOILT(0, ja, "");
    SPOILT(0, en, NULL);
    SPOILT(0, value, "12");
    SPOILT(0, value, "two");
    SPOILT(0, value, "pert(3, 2, 1)");
    SPOILT(0, hi, -1.0);
    SPOILT(0, dim, "kilm");
    SPOILT(0, at, 4);
    SPOILT(1, at, offsetof(struct ports, capacity));
    SPOILT(1, at, 64);
    SPOILT(1, medium, 1);
    SPOILT(1, from, 7);
    SPOILT(1, kind, ROW_INPUT);
    SPOILT(1, kind, ROW_LAG);
    SPOILT(0, adds, true); /* a parameter */
    assert_true(faults_of(good_row, good_dim, 3 * sizeof(void *)) > 0);
    first_headline = "capacity"; /* a parameter is not recorded */
    assert_true(faults_of(good_row, good_dim, sizeof(struct ports)) > 0);
    first_headline = NULL;
    struct dim_row dim = good_dim[0];
    dim.list = NULL;
    assert_true(faults_of(good_row, &dim, sizeof(struct ports)) > 0);
}

/* A row that is added to has a month's sum, and nobody reads its day. */
static void additions_have_a_sum_and_no_reader(void **state)
{
    (void)state;
    struct row row[2] = {good_row[1], good_row[1]};
    row[0].agg = AGG_SUM;
    row[0].adds = true;
    row[1] = (struct row){.kind = ROW_LAG,
                          .name = "before_t",
                          .dim = "kiln",
                          .unit = "t",
                          .en = "before",
                          .ja = "前",
                          .of = "kiln.char_t",
                          .value = "0",
                          .window = LAG_MONTH,
                          .how = LAG_SUM,
                          .at = offsetof(struct ports, capacity)};
    assert_int_equal(faults_of(row, good_dim, sizeof(struct ports)), 0);
    row[1].how = LAG_LAST;
    assert_int_equal(faults_of(row, good_dim, sizeof(struct ports)), 1);
    row[1].how = LAG_SUM;
    row[1].window = LAG_DAY;
    assert_int_equal(faults_of(row, good_dim, sizeof(struct ports)), 1);
    row[1].window = LAG_YEAR;
    row[0].agg = AGG_LAST;
    assert_int_equal(faults_of(row, good_dim, sizeof(struct ports)), 1);
    row[0].agg = AGG_MEAN;
    assert_int_equal(faults_of(row, good_dim, sizeof(struct ports)), 0);
    row[0].pass = PASS_MONTH;
    assert_int_equal(faults_of(row, good_dim, sizeof(struct ports)), 1);
}

/* An exclusion names two different parameters of one dimension, with its reason. */
static void an_exclusion_that_excludes_nothing_is_found(void **state)
{
    (void)state;
    static const struct exclusive bad[] = {
        {"capacity_t", "batch_t", "why", "理由"},    {"capacity_t", "batch_m", "why", "理由"},
        {"capacity_t", "capacity_t", "why", "理由"}, {NULL, "batch_t", "why", "理由"},
        {"capacity_t", "batch_t", "why", ""},        {"capacity_t", "batch_t", NULL, "理由"},
    };
    struct row row[2] = {good_row[0], good_row[0]};
    row[1].name = "batch_t";
    row[1].word = "batch";
    row[1].at = offsetof(struct ports, char_t);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const struct model model = {.name = "kiln",
                                    .en = "kiln",
                                    .ja = "炉",
                                    .dim = good_dim,
                                    .n_dim = 1,
                                    .row = row,
                                    .n_row = 2,
                                    .ports_size = sizeof(struct ports),
                                    .exclusive = &bad[i],
                                    .n_exclusive = 1};
        const struct model *const list[1] = {&model};
        const struct registry r = {.n_model = 1, .table = list, .model = {list}};
        FILE *sink = tmpfile();
        const size_t n = registry_check(&r, sink);
        fclose(sink);
        assert_true((n > 0) == (i > 0));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(isa_names_round_trip),
        cmocka_unit_test(models_are_the_same_for_every_isa),
        cmocka_unit_test(every_table_is_sound),
        cmocka_unit_test(every_catalogue_is_there),
        cmocka_unit_test(accounts_begin_with_none),
        cmocka_unit_test(csv_is_read_as_rfc_4180_says),
        cmocka_unit_test(faulty_csv_is_refused_with_its_line),
        cmocka_unit_test(each_kind_of_fault_is_found),
        cmocka_unit_test(additions_have_a_sum_and_no_reader),
        cmocka_unit_test(an_exclusion_that_excludes_nothing_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
