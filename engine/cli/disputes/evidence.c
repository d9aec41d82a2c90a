#include <stdlib.h>
#include <string.h>

#include "engine/cli/command.h"
#include "engine/run/explain/pack.h"

/* As explain --json prints it, for the partner too. The caller frees. */
static char *json_text(const struct explanation *explanation)
{
    const struct explain_filter all = {.for_partner = true};
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (!file) {
        g_error("no memory for the explanation");
    }
    explained_json(file, explanation, &all);
    fclose(file);
    return text;
}

static bool pack_make(const struct options *options, const struct month_setup *setup,
                      const struct explanation *explanation, GError **error)
{
    const struct explain_filter all = {0};
    g_autoptr(GString) letter = g_string_new(NULL);
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
    explained_letter(letter, explanation, &all, EXPLAINED_WIDTH);
    char *json = json_text(explanation);
    const struct pack_order order = {setup->store, options->out, letter->str, json};
    const bool done = pack_write(&order, explanation, files, error);
    free(json);
    if (!done) {
        return false;
    }
    if (options->json) {
        json_print("{\n  'directory': %s,\n  'files': [", options->out);
    } else {
        printf("%s: all of %s, %s, and nothing of anybody else\n", options->out,
               explanation->report->supplier.partner_id, setup->run.period_text);
    }
    for (guint i = 0; i < files->len; i++) {
        const char *name = g_ptr_array_index(files, i);
        if (options->json) {
            json_next(i);
            json_print("%s", name);
        } else {
            printf("  %s\n", name);
        }
    }
    fputs(options->json ? "]\n}\n" : "", stdout);
    return true;
}

bool evidence_act(const struct options *options, G_GNUC_UNUSED enum exit_status *ret_status,
                  GError **error)
{
    struct month_order order;
    const char *partner_id = NULL;
    bool in_roster = false;
    g_auto(month_setup) setup = {0};
    if (strcmp(options->out, "out") == 0 || g_file_test(options->out, G_FILE_TEST_EXISTS)) {
        return command_usage_set(error, "--out names a directory that is not there yet");
    }
    g_autoptr(store) store = options_store_open(options, options->arguments[1], &order, error);
    if (!store || !month_setup_begin(store, &order, NULL, &setup, error) ||
        !explain_partner_spell(&setup, options->arguments[0], false, &partner_id, &in_roster,
                               error)) {
        return false;
    }
    g_autoptr(explained_month) month =
        month_setup_sessions(&setup, partner_id, error)
            ? explained_month_new(&setup, partner_id, !in_roster, error)
            : NULL;
    return month && pack_make(options, &setup, month->explanation, error);
}
