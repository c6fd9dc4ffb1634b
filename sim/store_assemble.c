/* store_assemble.c - see store_assemble.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/store_assemble.h"
#include "sim/mem.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- failed runs ----------------------------------------------------------------------------- */

static void read_messages(struct assembly *a)
{
    const struct results *r = a->r;
    char(*message)[RUN_MESSAGE] =
        assemble_need(a, malloc((r->run_per_batch + 1) * sizeof *message));
    a->failed = assemble_need(a, arena_alloc(a->arena, r->n_run + 1, sizeof *a->failed));
    a->message = assemble_need(a, arena_alloc(a->arena, r->n_run + 1, sizeof *a->message));
    for (size_t b = 0; b < r->n_batch && assemble_going(a); b++) {
        size_t run0;
        const size_t n = results_batch_runs(r, b, &run0);
        a->error = parts_messages(a->parts, b, message);
        if (a->error != 0) {
            a->h.failed_at = "messages";
            break;
        }
        for (size_t i = 0; i < n; i++) {
            message[i][RUN_MESSAGE - 1] = '\0';
            if (message[i][0] != '\0') {
                a->failed[run0 + i] = true;
                a->message[run0 + i] = assemble_need(a, arena_strdup(a->arena, message[i]));
                a->n_failed++;
            }
        }
    }
    free(message);
}

bool assemble_read(struct assembly *a, size_t var, size_t run0, size_t n, void *out)
{
    const struct var *v = &a->r->var[var];
    const size_t bytes = results_run_bytes(a->r, v);
    if (!assemble_going(a)) {
        return false;
    }
    a->error = parts_read(a->parts, var, run0, n, out);
    if (a->error != 0) {
        a->h.failed_at = v->name;
        return false;
    }
    for (size_t i = 0; i < n && v->role != ROLE_DRAW; i++) {
        char *row = (char *)out + i * bytes;
        for (size_t k = 0; a->failed[run0 + i] && k < bytes;) {
            if (v->type == TYPE_F32) {
                const float nan = NAN;
                memcpy(row + k, &nan, sizeof nan);
                k += sizeof nan;
            } else {
                const double nan = (double)NAN;
                memcpy(row + k, &nan, sizeof nan);
                k += sizeof nan;
            }
        }
    }
    return true;
}

/* --- dimensions ------------------------------------------------------------------------------ */

static void put_month(struct assembly *a)
{
    const struct results *r = a->r;
    char *since = assemble_need(a, arena_printf(a->arena, "days since %s", r->start));
    const struct h5_spec month = {
        .name = "month", .unit = since, .en = "first day of the month", .ja = "月の最初の日"};
    a->month = SIZE_MAX;
    if (r->n_month > 0 && assemble_going(a)) {
        a->month = h5_dim_int(&a->h, &month, r->month_days, r->n_month);
        if (assemble_going(a)) {
            const hid_t scale = a->h.dim[a->month].scale;
            h5_text(&a->h, scale, "calendar", "proleptic_gregorian");
            h5_text(&a->h, scale, "standard_name", "time");
            h5_text(&a->h, scale, "axis", "T");
        }
    }
}

static void put_dimensions(struct assembly *a)
{
    static const double quantile[N_BAND] = {0.05, 0.25, 0.5, 0.75, 0.95};
    const struct results *r = a->r;
    const struct h5_spec run = {.name = "run",
                                .unit = "1",
                                .en = "simulated future of one option",
                                .ja = "一つの選択肢の一つの未来"};
    const struct h5_spec option = {
        .name = "option", .unit = "1", .en = "what is compared", .ja = "比べる選択肢"};
    const struct h5_spec q = {.name = "quantile",
                              .unit = "1",
                              .en = "share of futures at or below",
                              .ja = "この値以下の未来の割合"};
    a->run = r->n_run > 0 ? h5_dim_count(&a->h, &run, r->n_run) : SIZE_MAX;
    put_month(a);
    a->option = r->n_option > 0 ? h5_dim_text(&a->h, &option, r->option, r->n_option) : SIZE_MAX;
    a->quantile = h5_dim_f64(&a->h, &q, quantile, N_BAND);
    a->axis = assemble_need(a, arena_alloc(a->arena, r->n_axis + 1, sizeof *a->axis));
    for (size_t i = 0; i < r->n_axis && assemble_going(a); i++) {
        const struct axis *x = &r->axis[i];
        const char *name = assemble_need(a, store_clean_name(x->name, a->arena));
        const struct h5_spec s = {.name = name, .unit = "1", .en = x->en, .ja = x->ja};
        a->axis[i] = assemble_going(a) ? h5_dim_find(&a->h, name) : SIZE_MAX;
        if (a->axis[i] == SIZE_MAX && x->n > 0 && assemble_going(a)) {
            a->axis[i] = h5_dim_text(&a->h, &s, x->label, x->n);
        }
    }
}

size_t assemble_base_option(struct assembly *a)
{
    const struct results *r = a->r;
    const struct h5_spec base = {.name = "base_option",
                                 .unit = "1",
                                 .en = "option of the script, variants left aside",
                                 .ja = "スクリプトの選択肢（変種を除く）"};
    if (r->n_variant == 0 || a->option == SIZE_MAX || !assemble_going(a)) {
        return a->option;
    }
    const size_t found = h5_dim_find(&a->h, "base_option");
    return found != SIZE_MAX ? found
                             : h5_dim_text(&a->h, &base, r->option, results_base_options(r));
}

/* --- runs ------------------------------------------------------------------------------------ */

enum run_part { RUN_OPTION, RUN_POINT, RUN_REPLICATE, RUN_FAILED, N_RUN_PART };

static void put_run_ids(struct assembly *a)
{
    static const char *const text[N_RUN_PART][3] = {
        [RUN_OPTION] = {"option_of_run", "number of the option this run belongs to, from 0",
                        "この実行の選択肢の番号（0 から）"},
        [RUN_POINT] = {"point", "number of the set of inputs", "入力の組の番号"},
        [RUN_REPLICATE] = {"replicate", "number of the repetition by chance",
                           "偶然の繰り返しの番号"},
        [RUN_FAILED] = {"failed", "1 where the run was set aside, its numbers are left out",
                        "1：この実行は除外され、数値はない"}};
    const struct results *r = a->r;
    int32_t *value = assemble_need(a, malloc((r->n_run + 1) * sizeof *value));
    for (enum run_part k = 0; k < N_RUN_PART && assemble_going(a) && r->n_run > 0; k++) {
        const struct h5_spec s = {.name = text[k][0],
                                  .unit = "1",
                                  .en = text[k][1],
                                  .ja = text[k][2],
                                  .type = H5T_STD_I32LE,
                                  .n_dim = 1,
                                  .dim = {a->run},
                                  .chunk = {65536}};
        for (size_t i = 0; i < r->n_run; i++) {
            const struct run_id id = r->run[i];
            value[i] = (int32_t)(k == RUN_OPTION      ? id.option
                                 : k == RUN_POINT     ? id.point
                                 : k == RUN_REPLICATE ? id.replicate
                                                      : a->failed[i]);
        }
        assemble_put(a, &s, NULL, value);
    }
    free(value);
}

static void put_failures(struct assembly *a)
{
    const struct results *r = a->r;
    const char **id = assemble_need(a, arena_alloc(a->arena, a->n_failed + 1, sizeof *id));
    const char **text = assemble_need(a, arena_alloc(a->arena, a->n_failed + 1, sizeof *text));
    size_t n = 0;
    for (size_t i = 0; i < r->n_run && assemble_going(a); i++) {
        if (a->failed[i]) {
            id[n] = assemble_need(a, arena_printf(a->arena, "%u:%u:%u", r->run[i].option,
                                                  r->run[i].point, r->run[i].replicate));
            text[n++] = a->message[i];
        }
    }
    if (n == 0 || !assemble_going(a)) {
        return;
    }
    const struct h5_spec dim = {.name = "failed_run",
                                .unit = "1",
                                .en = "run that was set aside, option:point:replicate",
                                .ja = "除外した実行（選択肢:入力:繰り返し）"};
    struct h5_spec s = {.name = "failed_message",
                        .unit = "1",
                        .en = "why it was set aside",
                        .ja = "除外した理由",
                        .type = a->h.text,
                        .n_dim = 1,
                        .chunk = {4096}};
    s.dim[0] = h5_dim_text(&a->h, &dim, id, n);
    assemble_put(a, &s, NULL, text);
}

/* --- numbers --------------------------------------------------------------------------------- */

static size_t pieces_of(size_t n, size_t most) { return n / most + (n % most != 0); }

/* Pieces of n, alike, of at most `most`, lest the last one be mostly padding. */
static size_t share(size_t n, size_t most)
{
    const size_t pieces = pieces_of(n, most > 0 ? most : 1);
    return pieces > 1 ? (n - 1) / pieces + 1 : n;
}

/* Chunks of a series hold few entities, mostly one, of many runs: an entity's numbers are much more
 * alike (many are 0 throughout) than a run's, and pack smaller in less time. Whole runs are at hand
 * up to SERIES_BYTES; of a run longer than that, fewer months, else fewer entities. */
static void chunk_series(struct h5_spec *s, const size_t *size, size_t width)
{
    const size_t n_entity = s->n_dim > 2 ? size[2] : 1;
    const size_t months = share(size[1], SERIES_BYTES / width);
    const size_t one = months * width; /* of one run and entity */
    s->chunk[1] = months;
    s->chunk[0] = share(size[0], SERIES_BYTES / (size[1] * width * (n_entity > 0 ? n_entity : 1)));
    const size_t here = (s->chunk[0] > 0 ? s->chunk[0] : 1) * one;
    if (s->n_dim > 2) {
        s->chunk[2] = share(n_entity, pieces_of(CHUNK_BYTES, here > 0 ? here : 1));
    }
}

/* Shape and chunks of a variable. */
static struct h5_spec spec_of(const struct assembly *a, size_t var)
{
    const struct results *r = a->r;
    const struct var *v = &r->var[var];
    const size_t width = v->type == TYPE_F32 ? sizeof(float) : sizeof(double);
    struct h5_spec s = {.name = a->name[var],
                        .unit = v->unit,
                        .en = v->en,
                        .ja = v->ja,
                        .type = v->type == TYPE_F32 ? H5T_IEEE_F32LE : H5T_IEEE_F64LE};
    size_t bytes = width;
    size_t size[H5_MAX_RANK] = {0};
    size[0] = r->n_run;
    s.dim[s.n_dim++] = a->run;
    if (v->time == TIME_MONTH) {
        size[s.n_dim] = r->n_month;
        s.dim[s.n_dim++] = a->month;
    }
    if (v->axis >= 0) {
        size[s.n_dim] = r->axis[v->axis].n;
        s.dim[s.n_dim++] = a->axis[v->axis];
    }
    if (v->time == TIME_MONTH) {
        chunk_series(&s, size, width);
        return s;
    }
    for (size_t k = s.n_dim; k-- > 0;) {
        s.chunk[k] = share(size[k], ASSEMBLE_BYTES / bytes);
        bytes *= s.chunk[k] > 0 ? s.chunk[k] : 1; /* an axis may be empty */
    }
    return s;
}

static void describe_var(struct assembly *a, hid_t id, const struct var *v)
{
    static const char *const better[] = {"less", "neither", "more"};
    static const char *const agg[] = {NULL, "sum", "mean", "last"};
    static const char *const role[] = {"kpi", "series", "draw", "audit"};
    h5_text(&a->h, id, "junkan_name", v->name);
    h5_text(&a->h, id, "role", role[v->role]);
    h5_text(&a->h, id, "source_row", v->source);
    if (v->role == ROLE_KPI || v->role == ROLE_SERIES) {
        h5_text(&a->h, id, "better", better[v->better + 1]);
    }
    if (v->role == ROLE_SERIES) {
        h5_text(&a->h, id, "month_is", v->agg >= 0 && v->agg < 4 ? agg[v->agg] : NULL);
        h5_text(&a->h, id, "region_is", v->across == 0 ? "sum" : "mean");
    }
}

static void put_var(struct assembly *a, size_t var)
{
    const struct results *r = a->r;
    const struct var *v = &r->var[var];
    const size_t bytes = results_run_bytes(r, v);
    if (bytes == 0 || r->n_run == 0 || !assemble_going(a)) {
        return;
    }
    const struct h5_spec s = spec_of(a, var);
    const size_t rows = s.chunk[0];
    void *buffer = assemble_need(a, malloc(rows * bytes + 1));
    const hid_t id = h5_var(&a->h, &s);
    struct means mean;
    describe_var(a, id, v);
    means_begin(a, var, &mean);
    struct band *band = bands_begin(a, var);
    hsize_t start[H5_MAX_RANK] = {0}, count[H5_MAX_RANK] = {0};
    for (size_t k = 1; k < s.n_dim && assemble_going(a); k++) {
        count[k] = a->h.dim[s.dim[k]].n;
    }
    for (size_t run = 0; run < r->n_run && assemble_going(a); run += rows) {
        const size_t n = r->n_run - run < rows ? r->n_run - run : rows;
        start[0] = run;
        count[0] = n;
        if (assemble_read(a, var, run, n, buffer)) {
            h5_put(&a->h, id, start, count, buffer);
            means_add(a, &mean, run, n, buffer);
            bands_add(a, band, run, n, buffer);
        }
    }
    h5_done(&a->h, id);
    means_end(a, &mean);
    bands_end(a, band);
    free(buffer);
}

static void put_globals(struct assembly *a)
{
    const struct results *r = a->r;
    struct h5_out *h = &a->h;
    if (!assemble_going(a)) {
        return;
    }
    h5_text(h, h->file, "Conventions", "CF-1.10");
    h5_text(h, h->file, "title", r->title);
    h5_text(h, h->file, "source", r->version);
    h5_text(h, h->file, "junkan_digest", r->digest);
    h5_text(h, h->file, "junkan_inputs", r->what_changed);
    h5_int(h, h->file, "schema_version", 1);
    h5_text(h, h->file, "start", r->start);
    h5_f64(h, h->file, "kpi_years", r->years);
    if (r->comparison) {
        h5_text(h, h->file, "baseline", r->option[r->baseline]);
    }
}

const char *assemble(struct parts *parts, const char *path, int *error)
{
    struct assembly a = {.parts = parts, .r = parts->r, .arena = arena_new()};
    h5_quiet();
    *error = 0;
    if (a.arena == NULL) {
        return "memory";
    }
    h5_create(&a.h, path);
    put_globals(&a);
    read_messages(&a);
    a.name = results_names(a.r, a.arena);
    if (a.name == NULL) {
        assemble_need(&a, NULL);
    }
    if (assemble_going(&a)) {
        put_dimensions(&a);
        put_run_ids(&a);
        put_failures(&a);
    }
    for (size_t v = 0; v < a.r->n_var && assemble_going(&a); v++) {
        put_var(&a, v);
    }
    assemble_effects(&a);
    assemble_contrast(&a);
    assemble_stakes(&a);
    assemble_variants(&a);
    assemble_fit(&a);
    assemble_tables(&a);
    assemble_layout(&a);
    h5_close(&a.h);
    arena_free(a.arena);
    *error = a.error;
    return a.h.failed_at;
}
