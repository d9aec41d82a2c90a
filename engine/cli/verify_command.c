#include <glib/gstdio.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/cli/command.h"
#include "engine/run/month_setup.h"
#include "engine/run/verify.h"
#include "engine/store/proof/proof.h"
#include "importers/text/instant.h"
#include "importers/text/zone.h"
#include "reports/quoted.h"
#include "reports/text.h"

void verify_find(struct verify *verify, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_ptr_array_add(verify->findings, g_strdup_vprintf(format, values));
    va_end(values);
}

void verify_note(struct verify *verify, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_ptr_array_add(verify->notes, g_strdup_vprintf(format, values));
    va_end(values);
}

bool verify_takes(const struct verify *verify, const struct issue_head *head)
{
    return !verify->period || day_compare(verify->period->first, head->period.first) == 0;
}

char *verify_issue_name(const struct issue_head *head)
{
    char period[TEXT_SIZE];
    return g_strdup_printf("issue %d of %s", head->issue, text_period(period, head->period));
}

/* ---- the result ---------------------------------------------------------------------------- */

struct verify_counts {
    uint32_t issues;
    uint32_t voids;
    uint32_t documents;
    const char *seal; /* the newest, "" where nothing is issued */
};

static bool counts_read(struct verify *verify, struct verify_counts *counts, GError **error)
{
    *counts = (struct verify_counts){.seal = ""};
    for (guint i = 0; i < verify->links->len; i++) {
        const struct store_link *link = &g_array_index(verify->links, struct store_link, i);
        counts->voids += link->is_void;
        counts->seal = link->seal;
    }
    g_autoptr(GArray) documents = g_array_new(FALSE, TRUE, sizeof(struct issued_document));
    for (guint i = 0; i < verify->heads->len; i++) {
        const struct issue_head *head = &g_array_index(verify->heads, struct issue_head, i);
        if (!verify_takes(verify, head)) {
            continue;
        }
        counts->issues++;
        if (!store_documents_load(verify->store, head->seq, documents, verify->strings, error)) {
            return false;
        }
    }
    counts->documents = documents->len;
    counts->voids = verify->period ? 0 : counts->voids;
    for (guint i = 0; verify->period && i < documents->len; i++) {
        const struct issued_document *document =
            &g_array_index(documents, struct issued_document, i);
        counts->voids += !document->adjusts[0] && document->void_reason[0];
    }
    return true;
}

/* What a damaged store says need not be UTF-8. */
static void list_put_json(const char *key, const GPtrArray *sentences)
{
    printf(",\n  \"%s\": [", key);
    for (guint i = 0; i < sentences->len; i++) {
        fputs(i == 0 ? "\n    " : ",\n    ", stdout);
        g_autofree char *sentence = g_utf8_make_valid(g_ptr_array_index(sentences, i), -1);
        quoted_put_json(stdout, sentence);
    }
    fputs(sentences->len > 0 ? "\n  ]" : "]", stdout);
}

static void result_print_json(const struct verify *verify, const struct verify_counts *counts,
                              const char *against)
{
    printf("{\n  \"verified\": %s,\n  \"issues\": %u,\n  \"voids\": %u,\n  \"documents\": %u,\n"
           "  \"seal\": \"%s\"",
           verify->findings->len == 0 ? "true" : "false", counts->issues, counts->voids,
           counts->documents, counts->seal);
    if (against) {
        fputs(",\n  \"against\": ", stdout);
        quoted_put_json(stdout, against);
    }
    list_put_json("findings", verify->findings);
    list_put_json("notes", verify->notes);
    puts("\n}");
}

static void sentences_print(const GPtrArray *sentences, const char *before)
{
    for (guint i = 0; i < sentences->len; i++) {
        g_autofree char *sentence = g_utf8_make_valid(g_ptr_array_index(sentences, i), -1);
        printf("%s%s\n", before, sentence);
    }
}

static void result_print(const struct verify *verify, const struct verify_counts *counts)
{
    sentences_print(verify->findings, "does not hold: ");
    sentences_print(verify->notes, "note: ");
    if (verify->findings->len > 0) {
        printf("%u thing%s %s not hold\n", verify->findings->len,
               verify->findings->len == 1 ? "" : "s", verify->findings->len == 1 ? "does" : "do");
    } else if (counts->seal[0] == '\0') {
        puts("nothing is issued yet; the store holds");
    } else {
        printf("%u issue%s, %u document%s, %u void%s, seal %s: all of it holds\n", counts->issues,
               counts->issues == 1 ? "" : "s", counts->documents, counts->documents == 1 ? "" : "s",
               counts->voids, counts->voids == 1 ? "" : "s", counts->seal);
    }
}

/* ---- the parts ----------------------------------------------------------------------------- */

static bool facts_check(struct verify *verify, GError **error)
{
    return store_check_facts(verify->store, verify->findings, error);
}

static bool integrity_check(struct verify *verify, GError **error)
{
    return store_check_integrity(verify->store, verify->findings, error);
}

static bool chain_check(struct verify *verify, GError **error)
{
    return store_check_chain(verify->store, verify->findings, error);
}

static bool kept_files_check(struct verify *verify, GError **error)
{
    return store_check_files(verify->store, verify->findings, error);
}

static bool heads_read(struct verify *verify, GError **error)
{
    return store_links_load(verify->store, verify->links, verify->strings, error) &&
           store_issues_load(verify->store, NULL, verify->heads, verify->strings, error);
}

static bool store_start(struct verify *verify, GError **error)
{
    GStatBuf file;
    if (g_stat(verify->store_path, &file) == 0 && file.st_size == 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                    "%s is empty: a store has at least its tables; restore it from a copy",
                    verify->store_path);
        return false;
    }
    return zone_data_check(error) &&
           (verify->store = store_open(verify->store_path, error)) != NULL;
}

/* A store whose bytes or rows were changed is no disk that fails: it is what does not hold. Each
 * part is tried, but nothing without a store. */
static bool parts_run(struct verify *verify, GError **error)
{
    static bool (*const parts[])(struct verify *, GError **) = {
        store_start,      integrity_check, chain_check,  facts_check,
        kept_files_check, heads_read,      verify_files, verify_issues};
    for (size_t i = 0; i < G_N_ELEMENTS(parts) && (i == 0 || verify->store); i++) {
        g_autoptr(GError) cause = NULL;
        if (parts[i](verify, &cause)) {
            continue;
        }
        if (!g_error_matches(cause, STORE_ERROR, STORE_ERROR_DAMAGED) &&
            !g_error_matches(cause, STORE_ERROR, STORE_ERROR_FOREIGN)) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return false;
        }
        verify_find(verify, "%s", cause->message);
    }
    return true;
}

static enum exit_status store_verify(struct verify *verify, const struct options *options)
{
    g_autoptr(GError) error = NULL;
    struct verify_counts counts = {.seal = ""};
    bool done = parts_run(verify, &error);
    command_notes_tell(verify->restored);
    for (guint i = 0; i < verify->causes->len; i++) {
        command_failed(g_ptr_array_index(verify->causes, i));
    }
    g_autofree char *against = done && verify->against ? verify_against(verify) : NULL;
    bool counted = done && verify->store && counts_read(verify, &counts, &error);
    if (!counted && verify->findings->len == 0) {
        return command_failed(error);
    }
    if (!done) {
        sentences_print(verify->findings, "does not hold: ");
        return command_failed(error);
    }
    if (verify->period && counts.issues == 0 && verify->findings->len == 0) {
        return command_wrong_usage("nothing of %s was issued from %s; what else was issued holds",
                                   options->arguments[0], options->store);
    }
    if (options->json) {
        result_print_json(verify, &counts, against);
    } else {
        result_print(verify, &counts);
    }
    return verify->findings->len == 0 ? EXIT_ALL_DONE : EXIT_NOT_VERIFIED;
}

static enum exit_status verify_run(const struct options *options, const struct period *period)
{
    struct verify verify = {.store_path = options->store,
                            .out = options->out,
                            .against = options->against,
                            .period = period,
                            .heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head)),
                            .links = g_array_new(FALSE, TRUE, sizeof(struct store_link)),
                            .findings = g_ptr_array_new_with_free_func(g_free),
                            .notes = g_ptr_array_new_with_free_func(g_free),
                            .restored = g_ptr_array_new_with_free_func(g_free),
                            .causes = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free),
                            .strings = g_string_chunk_new(16384)};
    enum exit_status status = store_verify(&verify, options);
    g_array_unref(verify.heads);
    g_array_unref(verify.links);
    g_ptr_array_unref(verify.findings);
    g_ptr_array_unref(verify.notes);
    g_ptr_array_unref(verify.restored);
    g_ptr_array_unref(verify.causes);
    g_string_chunk_free(verify.strings);
    store_close(verify.store);
    return status;
}

static enum exit_status options_check(const struct options *options, struct period *ret_period,
                                      bool *ret_given)
{
    const char *period = options->arguments[0];
    g_autofree char *message = NULL;
    *ret_given = period != NULL;
    if (period && !instant_period_parse_argument(period, ret_period, &message)) {
        return command_wrong_usage("PERIOD: %s", message);
    }
    const char *seal = options->against;
    if (seal && (strlen(seal) != 64 || strspn(seal, "0123456789abcdefABCDEF") != 64)) {
        return command_wrong_usage(
            "--against takes a seal, 64 hex digits as rcti issue printed it");
    }
    if (options->document && (period || seal)) {
        return command_wrong_usage("--document asks for one file alone");
    }
    if (!g_file_test(options->store, G_FILE_TEST_EXISTS)) {
        return command_wrong_usage("there is no store %s", options->store);
    }
    return EXIT_ALL_DONE;
}

static enum exit_status document_run(const struct options *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(store) store = month_store_open(options->store, "PERIOD", &error);
    return store ? verify_document(store, options) : command_failed(error);
}

static enum exit_status verify_act(const struct options *options)
{
    struct period period = {0};
    bool given = false;
    enum exit_status status = options_check(options, &period, &given);
    if (status != EXIT_ALL_DONE) {
        return status;
    }
    return options->document ? document_run(options) : verify_run(options, given ? &period : NULL);
}

static const struct option verify_options[] = {
    {"against", G_OPTION_ARG_STRING, offsetof(struct options, against),
     "a seal that was kept elsewhere: it must be one of the store's", "SEAL"},
    {"document", G_OPTION_ARG_FILENAME, offsetof(struct options, document),
     "only tell which issued document this file is, if any", "FILE.pdf"},
    {0}};

const struct command verify_command = {
    "verify",
    "[PERIOD]",
    "Proves what was issued: the store, the seals, the files, and every issue computed again.",
    0,
    1,
    verify_options,
    verify_act};
