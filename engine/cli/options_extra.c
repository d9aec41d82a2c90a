#include "engine/cli/options_extra.h"

static void import_options_add(GOptionContext *context, struct options *options)
{
    const GOptionEntry import[] = {
        {"hold-bad", 0, 0, G_OPTION_ARG_NONE, &options->hold_bad,
         "a row that is wrong holds its partner instead of stopping the import", NULL},
        {"allow-retirement", 0, 0, G_OPTION_ARG_NONE, &options->allow_retirement,
         "accept that many rows are gone since the last import", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_option_context_add_main_entries(context, import, NULL);
}

static void explain_options_add(GOptionContext *context, struct options *options)
{
    const GOptionEntry explain[] = {
        {"date", 0, 0, G_OPTION_ARG_STRING, &options->date, "only what is on this date", "DATE"},
        {"start", 0, 0, G_OPTION_ARG_STRING, &options->start,
         "only what starts at this time (with --date)", "hh:mm"},
        G_OPTION_ENTRY_NULL,
    };
    g_option_context_add_main_entries(context, explain, NULL);
}

static void holidays_options_add(GOptionContext *context, struct options *options)
{
    const GOptionEntry holidays[] = {
        {"areas", 0, 0, G_OPTION_ARG_NONE, &options->areas,
         "instead of AREA YEAR, with or without a STATE: the areas there, and what defines them",
         NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_option_context_add_main_entries(context, holidays, NULL);
}

/* Names and reasons are taken as bytes: a locale without UTF-8 would refuse them. */
static void approval_options_add(GOptionContext *context, struct options *options)
{
    const GOptionEntry approval[] = {
        {"approved-by", 0, 0, G_OPTION_ARG_FILENAME, &options->approved_by,
         "who approved it: another person than the one who runs this", "NAME"},
        G_OPTION_ENTRY_NULL,
    };
    g_option_context_add_main_entries(context, approval, NULL);
}

static void issue_options_add(GOptionContext *context, struct options *options)
{
    const GOptionEntry issue[] = {
        {"draft", 0, 0, G_OPTION_ARG_STRING, &options->draft,
         "the digest of the draft that was reviewed", "DIGEST"},
        {"payment-date", 0, 0, G_OPTION_ARG_STRING, &options->payment_date,
         "when the bank pays (the due date)", "DATE"},
        G_OPTION_ENTRY_NULL,
    };
    g_option_context_add_main_entries(context, issue, NULL);
    approval_options_add(context, options);
}

static void void_options_add(GOptionContext *context, struct options *options)
{
    const GOptionEntry void_document[] = {
        {"reason", 0, 0, G_OPTION_ARG_FILENAME, &options->reason, "why the document must not stand",
         "TEXT"},
        G_OPTION_ENTRY_NULL,
    };
    g_option_context_add_main_entries(context, void_document, NULL);
    approval_options_add(context, options);
}

static void verify_options_add(GOptionContext *context, struct options *options)
{
    const GOptionEntry verify[] = {
        {"against", 0, 0, G_OPTION_ARG_STRING, &options->against,
         "a seal that was kept elsewhere: it must be one of the store's", "SEAL"},
        {"document", 0, 0, G_OPTION_ARG_FILENAME, &options->document,
         "only tell which issued document this file is, if any", "FILE.pdf"},
        G_OPTION_ENTRY_NULL,
    };
    g_option_context_add_main_entries(context, verify, NULL);
}

static void rerun_options_add(GOptionContext *context, struct options *options)
{
    const GOptionEntry rerun[] = {
        {"as-issued", 0, 0, G_OPTION_ARG_NONE, &options->as_issued,
         "with the facts, dates and holidays of the issue", NULL},
        {"now", 0, 0, G_OPTION_ARG_NONE, &options->now, "with today's facts (the default)", NULL},
        {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->set,
         "try a setting of the policy; nothing is stored", "KEY=VALUE"},
        G_OPTION_ENTRY_NULL,
    };
    g_option_context_add_main_entries(context, rerun, NULL);
    explain_options_add(context, options);
}

void options_extra_add(GOptionContext *context, enum options_extra extra, struct options *options)
{
    static void (*const adders[])(GOptionContext *, struct options *) = {
        [OPTIONS_OF_IMPORT] = import_options_add,     [OPTIONS_OF_EXPLAIN] = explain_options_add,
        [OPTIONS_OF_HOLIDAYS] = holidays_options_add, [OPTIONS_OF_ISSUE] = issue_options_add,
        [OPTIONS_OF_VOID] = void_options_add,         [OPTIONS_OF_VERIFY] = verify_options_add,
        [OPTIONS_OF_RERUN] = rerun_options_add,
    };
    if (adders[extra]) {
        adders[extra](context, options);
    }
}
