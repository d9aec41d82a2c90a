#include "engine/cli/options.h"

#include <stdio.h>

#include "engine/cli/options_extra.h"
#include "importers/text/instant.h"

static void options_default(struct options *options)
{
    if (!options->store) {
        options->store = g_strdup("rcti.db");
    }
    if (!options->out) {
        options->out = g_strdup("out");
    }
    if (options->jobs == 0) {
        options->jobs = (int)g_get_num_processors();
    }
}

static void common_options_add(GOptionContext *context, struct options *options, gboolean *help)
{
    const GOptionEntry common[] = {
        {"store", 0, 0, G_OPTION_ARG_FILENAME, &options->store, "the store (rcti.db)", "FILE"},
        {"out", 0, 0, G_OPTION_ARG_FILENAME, &options->out, "where results go (out)", "DIR"},
        {"as-at", 0, 0, G_OPTION_ARG_STRING, &options->as_at, "judge the facts as known then (now)",
         "INSTANT"},
        {"issue-date", 0, 0, G_OPTION_ARG_STRING, &options->issue_date,
         "the date on the documents (today)", "DATE"},
        {"holidays", 0, 0, G_OPTION_ARG_FILENAME, &options->holidays,
         "holidays instead of those that come with the program", "DIR"},
        {"jobs", 0, 0, G_OPTION_ARG_INT, &options->jobs,
         "how many documents at once (the processors)", "N"},
        {"quiet", 0, 0, G_OPTION_ARG_NONE, &options->quiet, "no progress, only results", NULL},
        {"json", 0, 0, G_OPTION_ARG_NONE, &options->json, "results as JSON", NULL},
        {"help", 'h', 0, G_OPTION_ARG_NONE, help, "this", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_option_context_add_main_entries(context, common, NULL);
}

static enum options_result wrong(const char *command, const char *message)
{
    fprintf(stderr, "rcti %s: %s; see rcti %s --help\n", command, message, command);
    return OPTIONS_WRONG;
}

/* argv without the program's and the command's name, after the options were taken out. */
static char **arguments_take(char **argv)
{
    GPtrArray *arguments = g_ptr_array_new();
    for (char **argument = argv; *argument; argument++) {
        if (g_strcmp0(*argument, "--") != 0) {
            g_ptr_array_add(arguments, g_strdup(*argument));
        }
    }
    g_ptr_array_add(arguments, NULL);
    return (char **)g_ptr_array_free(arguments, FALSE);
}

static enum options_result arguments_check(const struct options_form *form,
                                           const struct options *options)
{
    unsigned given = g_strv_length(options->arguments);
    unsigned most = options->areas ? 1 : form->arguments_max;
    if (given < form->arguments_min && !options->areas) {
        return wrong(form->name, "an argument is missing");
    }
    if (given > most) {
        g_autofree char *message =
            g_strdup_printf("%s is one argument too many", options->arguments[most]);
        return wrong(form->name, message);
    }
    return OPTIONS_READY;
}

static enum options_result options_check(const struct options_form *form,
                                         const struct options *options)
{
    if (options->jobs < 1 || options->jobs > 256) {
        return wrong(form->name, "--jobs takes a whole number from 1 to 256");
    }
    if (options->holidays && !g_file_test(options->holidays, G_FILE_TEST_IS_DIR)) {
        g_autofree char *message =
            g_strdup_printf("--holidays: %s is not a directory", options->holidays);
        return wrong(form->name, message);
    }
    return OPTIONS_READY;
}

static enum options_result words_parse(GOptionContext *context, int argc, char **words,
                                       const struct options_form *form, const gboolean *help,
                                       struct options *options)
{
    g_autoptr(GError) error = NULL;
    if (!g_option_context_parse(context, &argc, &words, &error)) {
        return wrong(form->name, error->message);
    }
    if (*help) {
        g_autofree char *text = g_option_context_get_help(context, TRUE, NULL);
        fputs(text, stdout);
        return OPTIONS_ANSWERED;
    }
    options->arguments = arguments_take(words + 1);
    options_default(options);
    enum options_result result = arguments_check(form, options);
    return result == OPTIONS_READY ? options_check(form, options) : result;
}

enum options_result options_read(int argc, char **argv, const struct options_form *form,
                                 struct options *ret_options)
{
    struct options options = {0};
    gboolean help = FALSE;
    g_autofree char *usage = g_strdup_printf("%s %s", form->name, form->arguments_help);
    g_autoptr(GOptionContext) context = g_option_context_new(usage);
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_set_summary(context, form->summary);
    common_options_add(context, &options, &help);
    options_extra_add(context, form->extra, &options);
    g_auto(GStrv) copy = g_strdupv(argv);
    char **words = g_new0(char *, (gsize)argc + 1);
    for (int i = 0; i < argc; i++) {
        words[i] = copy[i];
    }
    enum options_result result = words_parse(context, argc, words, form, &help, &options);
    g_free(words);
    if (result != OPTIONS_READY) {
        options_clear(&options);
        return result;
    }
    *ret_options = options;
    return OPTIONS_READY;
}

void options_clear(struct options *options)
{
    g_free(options->store);
    g_free(options->out);
    g_free(options->as_at);
    g_free(options->issue_date);
    g_free(options->holidays);
    g_free(options->date);
    g_free(options->start);
    g_free(options->draft);
    g_free(options->approved_by);
    g_free(options->payment_date);
    g_free(options->reason);
    g_free(options->against);
    g_free(options->document);
    g_strfreev(options->set);
    g_strfreev(options->arguments);
    *options = (struct options){0};
}

bool options_month_order(const struct options *options, const char *period_text,
                         struct month_order *ret_order, GError **error)
{
    struct month_order order = {.period_text = period_text,
                                .as_at_text = options->as_at,
                                .issue_date_text = options->issue_date,
                                .holidays = options->holidays,
                                .draft = true};
    g_autofree char *message = NULL;
    if (!instant_period_parse_argument(period_text, &order.period, &message)) {
        return run_error_set(error, RUN_ERROR_USAGE, "PERIOD: %s", message);
    }
    *ret_order = order;
    return true;
}
