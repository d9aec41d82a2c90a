#include <stdio.h>
#include <string.h>

#include "engine/cli/command.h"
#include "engine/store/issues/read.h"
#include "reports/quoted.h"
#include "reports/tables/manifest.h"
#include "reports/text.h"

/* A file that is none, though it is named like one. */
static bool namesake_find(store *store, const char *path, GStringChunk *strings,
                          struct issued_document *ret_document, bool *ret_found, GError **error)
{
    g_autofree char *name = g_path_get_basename(path);
    char *end = strrchr(name, '.');
    if (end) {
        *end = '\0';
    }
    return store_document_load(store, name, ret_found, ret_document, strings, error);
}

static void document_print(const char *path, const struct issued_document *document)
{
    char period[TEXT_SIZE];
    char issued[TEXT_SIZE];
    char total[TEXT_SIZE];
    printf("%s is %s for %s, issued on %s to %s, %s: %s\n", path, document->number,
           text_month_words(period, document->period),
           text_date_words(issued, document->issue_date), document->supplier.partner_id,
           document->supplier.legal_name, text_dollars(total, document->total));
    if (document->adjusts[0]) {
        printf("  it adjusts %s\n", document->adjusts);
    }
    if (document->replaces[0]) {
        printf("  it replaces %s, which was voided\n", document->replaces);
    }
    if (document->void_reason[0]) {
        printf("  it is VOIDED: %s\n", document->void_reason);
    }
}

static void member_put(const char *key, const char *text)
{
    printf(",\n  \"%s\": ", key);
    quoted_put_json(stdout, text);
}

static void document_print_json(const char *path, const char *sha256,
                                const struct issued_document *document)
{
    char text[TEXT_SIZE];
    fputs("{\n  \"file\": ", stdout);
    quoted_put_json(stdout, path);
    member_put("sha256", sha256);
    printf(",\n  \"issued\": %s", document ? "true" : "false");
    if (document) {
        member_put("number", document->number);
        member_put("kind", issued_kind_name(document->kind));
        member_put("period", text_period(text, document->period));
        member_put("partner_id", document->supplier.partner_id);
        member_put("issue_date", text_date(text, document->issue_date));
        member_put("total", text_money(text, document->total));
        member_put("adjusts", document->adjusts);
        member_put("replaces", document->replaces);
        printf(",\n  \"voided\": %s", document->void_reason[0] ? "true" : "false");
        member_put("void_reason", document->void_reason);
    }
    puts("\n}");
}

static enum exit_status none_print(store *store, const struct options *options, const char *sha256,
                                   GStringChunk *strings)
{
    const char *path = options->document;
    g_autoptr(GError) error = NULL;
    struct issued_document namesake = {0};
    bool found = false;
    if (!namesake_find(store, path, strings, &namesake, &found, &error)) {
        return command_failed(error);
    }
    if (options->json) {
        document_print_json(path, sha256, NULL);
    } else if (found) {
        printf("%s is not what was issued as %s: its bytes are others\n", path, namesake.number);
    } else {
        printf("%s is no document that was issued from this store\n", path);
    }
    return EXIT_NOT_VERIFIED;
}

enum exit_status verify_document(store *store, const struct options *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(GArray) documents = g_array_new(FALSE, TRUE, sizeof(struct issued_document));
    struct output_hash hash = {0};
    if (!output_hash_of(options->document, &hash, &error)) {
        return command_wrong_usage("--document: %s", error->message);
    }
    if (!store_documents_by_hash(store, hash.sha256, documents, strings, &error)) {
        return command_failed(error);
    }
    if (documents->len == 0) {
        return none_print(store, options, hash.sha256, strings);
    }
    for (guint i = 0; i < documents->len; i++) {
        const struct issued_document *document =
            &g_array_index(documents, struct issued_document, i);
        if (options->json) {
            document_print_json(options->document, hash.sha256, document);
        } else {
            document_print(options->document, document);
        }
    }
    return EXIT_ALL_DONE;
}
