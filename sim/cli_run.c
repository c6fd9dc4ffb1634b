/* cli_run.c - `junkan run`. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/cli.h"
#include "sim/junkan.h"
#include "sim/registry.h"
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

static const struct where nowhere;

/* A handler has no argument, so this is the program's one variable of file scope. The first signal
 * asks for a stop between batches; the next one has its default effect. */
static atomic_int stop_wanted;
static void on_signal(int number)
{
    (void)number;
    stop_wanted = 1;
}

static void catch_signals(void)
{
    struct sigaction act = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&act.sa_mask);
    const int list[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof(list) / sizeof(*list); i++) {
        struct sigaction old;
        /* nohup: a signal that is ignored stays so */
        if (sigaction(list[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            sigaction(list[i], &act, NULL);
    }
}

/* --- arguments --- */

enum { CLI_MODELS = 64 };
struct run_options {
    char out[4096];
    struct junkan_run how;
    struct cli_progress progress;
    const struct cli_args *args;
    double model_s[CLI_MODELS + 1]; /* with --times */
};

static void default_out(const char *script, char *out, size_t size)
{
    const char *slash = strrchr(script, '/');
    const char *base = slash ? slash + 1 : script;
    const size_t n = strlen(base);
    const bool lua = n > 4 && strcmp(base + n - 4, ".lua") == 0;
    snprintf(out, size, "%.*s.h5", (int)(lua ? n - 4 : n), base);
}

static void read_shard(const char *text, struct junkan_run *how, struct diags *d)
{
    char *end = NULL;
    const unsigned long i = *text >= '0' && *text <= '9' ? strtoul(text, &end, 10) : 0;
    unsigned long n = 0;
    if (end && *end == '/' && end[1] >= '0' && end[1] <= '9')
        n = strtoul(end + 1, &end, 10);
    if (n < 1 || *end || i >= n || n > 1000000) {
        diag_add(d, nowhere, "", MSG_CLI_SHARD, text, NULL);
        return;
    }
    how->shard = (uint32_t)i;
    how->n_shard = (uint32_t)n;
}

static void read_isa(const char *text, enum isa *out, struct diags *d)
{
    char all[128] = "", usable[128] = "";
    for (int i = 0; i < N_ISA; i++) {
        const char *name = isa_name((enum isa)i);
        const size_t n = strlen(all), u = strlen(usable);
        snprintf(all + n, sizeof(all) - n, "%s%s", n ? ", " : "", name);
        if (isa_usable((enum isa)i))
            snprintf(usable + u, sizeof(usable) - u, "%s%s", u ? ", " : "", name);
    }
    if (!isa_by_name(text, out))
        diag_add(d, nowhere, "", MSG_CLI_ISA, text, all, NULL);
    else if (!isa_usable(*out))
        diag_add(d, nowhere, "", MSG_CLI_ISA_CPU, isa_name(*out), usable, NULL);
}

static void read_options(const struct cli_args *a, struct run_options *o, struct diags *d)
{
    if (a->value[OPT_OUT])
        snprintf(o->out, sizeof(o->out), "%s", a->value[OPT_OUT]);
    else
        default_out(a->operand[0], o->out, sizeof(o->out));
    o->args = a;
    o->how.out = o->out;
    o->how.fresh = a->value[OPT_FRESH] != NULL;
    if (a->value[OPT_SHARD])
        read_shard(a->value[OPT_SHARD], &o->how, d);
    struct ensemble_options *e = &o->how.ensemble;
    e->threads = (int)cli_args_number(a, OPT_THREADS, 1, 4096, 0, d);
    e->packing = (uint32_t)cli_args_number(a, OPT_PACKING, 0, UINT32_MAX, 0, d);
    e->isa = isa_best();
    if (a->value[OPT_ISA])
        read_isa(a->value[OPT_ISA], &e->isa, d);
    e->only_run = -1;
    e->trace = a->value[OPT_TRACE];
    e->model_s = a->value[OPT_TIMES] && registry_get()->n_model <= CLI_MODELS ? o->model_s : NULL;
    if (e->trace && !a->value[OPT_ONLY])
        diag_add(d, nowhere, "", MSG_CLI_TRACE, NULL);
    if (a->value[OPT_ONLY] && a->value[OPT_SHARD])
        diag_add(d, nowhere, "", MSG_CLI_ONLY_SHARD, NULL);
    cli_progress_begin(&o->progress, a->lang, a->value[OPT_QUIET] != NULL);
    e->progress = cli_progress_tell;
    e->progress_ctx = &o->progress;
    e->stop = &stop_wanted;
}

/* --- the log beside the results: all that must not be in them --- */

static void log_line(const struct run_options *o, const char *what)
{
    char path[4200], when[32] = "";
    snprintf(path, sizeof(path), "%s.log", o->out);
    FILE *f = fopen(path, "a");
    struct utsname host = {.nodename = "?"};
    uname(&host);
    const time_t now = time(NULL);
    struct tm utc;
    if (gmtime_r(&now, &utc))
        strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &utc);
    bool good = f != NULL;
    if (f) {
        fprintf(f,
                "%s junkan %s host=%s isa=%s threads=%d packing=%" PRIu32 " shard=%" PRIu32
                "/%" PRIu32 " script=%s: %s\n",
                when, JUNKAN_VERSION, host.nodename, isa_name(o->how.ensemble.isa),
                o->how.ensemble.threads, o->how.ensemble.packing, o->how.shard, o->how.n_shard,
                o->args->operand[0], what);
        good = !ferror(f);
        good = fclose(f) == 0 && good;
    }
    if (!good)
        cli_say(stderr, o->args->lang, MSG_CLI_LOG, path, NULL);
}

static void run_opened(void *ctx) { log_line(ctx, "begin"); }

/* --- one run alone --- */

struct only {
    const struct results *r;
    size_t run;
    enum lang lang;
};

static bool run_matches(const struct results *r, size_t run, const char *text)
{
    char id[256];
    const struct run_id *x = &r->run[run];
    snprintf(id, sizeof(id), "%s:%" PRIu32 ":%" PRIu32, r->option[x->option], x->point,
             x->replicate);
    if (strcmp(id, text) == 0)
        return true;
    /* as failed_run in the file has it, by the option's number */
    snprintf(id, sizeof(id), "%" PRIu32 ":%" PRIu32 ":%" PRIu32, x->option, x->point, x->replicate);
    return strcmp(id, text) == 0;
}

static long find_run(const struct results *r, const char *text, struct diags *d)
{
    char *end = NULL;
    const unsigned long n = *text >= '0' && *text <= '9' ? strtoul(text, &end, 10) : 0;
    if (end && !*end && n < r->n_run)
        return (long)n;
    for (size_t i = 0; i < r->n_run; i++)
        if (run_matches(r, i, text))
            return (long)i;
    char last[32], example[256];
    snprintf(last, sizeof(last), "%zu", r->n_run - 1);
    snprintf(example, sizeof(example), "%s:0:0", r->option[0]);
    diag_add(d, nowhere, "", MSG_CLI_ONLY, text, last, example, NULL);
    return -1;
}

static enum err only_print(void *ctx, const struct batch *b)
{
    const struct only *o = ctx;
    const size_t k = b->n_run == 1 ? 0 : o->run - b->run0;
    if (b->message[k][0]) {
        char number[32];
        snprintf(number, sizeof(number), "%zu", o->run);
        cli_say(stderr, o->lang, MSG_CLI_RUN_FAILED, number, b->message[k], NULL);
        return ERR_FAILED;
    }
    for (size_t i = 0; i < o->r->n_var; i++) {
        const struct var *v = &o->r->var[i];
        const bool one = v->axis < 0 && v->time == TIME_NONE && v->type == TYPE_F64;
        if (!one || (v->role != ROLE_KPI && v->role != ROLE_DRAW))
            continue;
        const double *x = b->data[i];
        if (v->role == ROLE_DRAW && isnan(x[k]))
            continue; /* another option's */
        printf("%-40s %.17g %s\n", v->name, x[k], v->unit);
    }
    return ERR_OK;
}

/* --times and --trace are about days. */
static bool fits_model(const struct study *s, const struct cli_args *a, struct diags *d)
{
    if (s->model && a->value[OPT_TIMES])
        diag_add(d, nowhere, "", MSG_CLI_NO_DAYS, "times", NULL);
    if (s->model && a->value[OPT_TRACE])
        diag_add(d, nowhere, "", MSG_CLI_NO_DAYS, "trace", NULL);
    if (s->fit && a->value[OPT_SHARD]) /* what a run is, only the runs before it can tell */
        diag_add(d, nowhere, "", MSG_FIT_ALONE, "shard", NULL);
    if (s->fit && a->value[OPT_ONLY])
        diag_add(d, nowhere, "", MSG_FIT_ALONE, "only", NULL);
    return d->n == 0;
}

static enum err run_only(const struct junkan *j, struct run_options *o, struct diags *d)
{
    const struct results *r = &junkan_study(j)->results;
    const long run = find_run(r, o->args->value[OPT_ONLY], d);
    if (run < 0)
        return ERR_SCRIPT;
    struct only only = {r, (size_t)run, o->args->lang};
    o->how.ensemble.only_run = run;
    o->progress.quiet = true;
    return junkan_run_one(j, &o->how.ensemble, only_print, &only, d);
}

/* --- all --- */

static void run_tell(struct run_options *o, const struct junkan_outcome *done, enum err e)
{
    const enum lang lang = o->args->lang;
    const bool quiet = o->progress.quiet;
    char a[64], b[64];
    if (e == ERR_INTERRUPTED) {
        snprintf(a, sizeof(a), "%zu", done->batch_before + done->batch_now);
        snprintf(b, sizeof(b), "%zu", done->batch_total);
        cli_say(stderr, lang, MSG_CLI_INTERRUPTED, a, b, NULL);
    } else if (done->complete && !quiet) {
        cli_say(stderr, lang, MSG_CLI_NOTHING, o->out, NULL);
    } else if (e == ERR_OK && !quiet) {
        const struct progress *p = &o->progress.last;
        if (done->batch_before > 0) {
            snprintf(a, sizeof(a), "%zu", done->batch_before);
            snprintf(b, sizeof(b), "%zu", done->batch_total);
            cli_say(stderr, lang, MSG_CLI_RESUMED, a, b, NULL);
        }
        snprintf(a, sizeof(a), "%.2f", p->seconds);
        const bool days = p->town_days > 0.0; /* else a model that is a function */
        const double work = days ? p->town_days / 1e6 : (double)p->run_done;
        snprintf(b, sizeof(b), "%.*f", days ? 2 : 0, p->seconds > 0.0 ? work / p->seconds : 0.0);
        cli_say(stderr, lang, days ? MSG_CLI_DONE : MSG_CLI_DONE_RUNS, a, b, NULL);
    }
}

/* "biomass 21 %, ...": shares of the simulation's time, in the models' order. */
static void tell_times(const struct run_options *o)
{
    const struct registry *g = registry_get();
    char text[512] = "";
    double all = 0.0;
    for (size_t i = 0; i <= g->n_model; i++)
        all += o->model_s[i];
    for (size_t i = 0; i <= g->n_model && all > 0.0; i++) {
        const size_t n = strlen(text);
        snprintf(text + n, sizeof text - n, "%s%s %.1f %%", i ? ", " : "",
                 i < g->n_model ? g->table[i]->name : "engine", 100.0 * o->model_s[i] / all);
    }
    cli_say(stderr, o->args->lang, MSG_CLI_TIMES, text, NULL);
}

static enum err run_all(const struct junkan *j, struct run_options *o, struct diags *d)
{
    struct junkan_outcome done;
    o->how.opened = run_opened;
    o->how.ctx = o;
    enum err e = junkan_run(j, &o->how, &done, d);
    cli_progress_end(&o->progress);
    if (!done.complete && done.batch_total > 0) {
        char what[160];
        const struct progress *p = &o->progress.last;
        snprintf(what, sizeof(what), "end code=%d batches=%zu+%zu/%zu seconds=%.3f town_days=%.0f",
                 (int)e, done.batch_before, done.batch_now, done.batch_total, p->seconds,
                 p->town_days);
        log_line(o, what);
    }
    run_tell(o, &done, e);
    if (o->how.ensemble.model_s && e == ERR_OK && !done.complete)
        tell_times(o);
    return e;
}

enum err cli_run(const struct cli_args *a)
{
    struct run_options o = {0};
    struct diags d;
    diag_init(&d, a->lang);
    read_options(a, &o, &d);
    struct junkan *j = cli_load(a, &d);
    if (!j) {
        const enum err unloaded = cli_unloaded(&d);
        diag_free(&d);
        return unloaded;
    }
    catch_signals();
    const bool only = a->value[OPT_ONLY] != NULL;
    enum err e = !fits_model(junkan_study(j), a, &d) ? ERR_SCRIPT
                 : only                              ? run_only(j, &o, &d)
                                                     : run_all(j, &o, &d);
    cli_findings(&d, e);
    diag_free(&d);
    junkan_free(j);
    if (e == ERR_OK && !only)
        e = cli_headline(o.out, a->lang, o.progress.quiet);
    return e;
}
