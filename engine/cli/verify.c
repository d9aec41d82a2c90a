#include <string.h>

#include "engine/cli/command.h"
#include "engine/run/balance.h"
#include "engine/run/results/key_file.h"
#include "engine/run/verify/verify.h"
#include "engine/store/proof/proof.h"
#include "reports/tables/manifest.h"

/* ---- one document ------------------------------------------------------------------------------- */

static void document_print(const char *path, const struct issued_document *document)
{
    printf("%s is %s for %s, issued on %s to %s, %s: %s\n", path, document->number,
           text_month_words(TEXT_ROOM, document->period),
           text_date_words(TEXT_ROOM, document->issue_date), document->supplier.partner_id,
           document->supplier.legal_name, text_dollars(TEXT_ROOM, document->total));
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

/* NULL: none of this store's. */
static void document_print_json(const char *path, const char *sha256,
                                const struct issued_document *document)
{
    json_print("{\n  'file': %s,\n  'sha256': %s,\n  'issued': %i", path, sha256, document != NULL);
    if (document) {
        json_print(",\n  'number': %s,\n  'kind': %s,\n  'period': %s,\n  'partner_id': %s,\n"
                   "  'issue_date': %s,\n  'total': %s,\n  'adjusts': %s,\n  'replaces': %s,\n"
                   "  'voided': %i,\n  'void_reason': %s",
                   document->number, document_kind_words[document->kind],
                   text_period(TEXT_ROOM, document->period), document->supplier.partner_id,
                   text_date(TEXT_ROOM, document->issue_date),
                   text_money(TEXT_ROOM, document->total), document->adjusts, document->replaces,
                   document->void_reason[0] != '\0', document->void_reason);
    }
    puts("\n}");
}

/* A file that is none of them, though it may be named like one. */
static bool none_print(store *store, const struct options *options, const char *sha256,
                       GStringChunk *strings, GError **error)
{
    const char *path = options->document;
    struct issued_document namesake = {0};
    bool found = false;
    g_autofree char *name = g_path_get_basename(path);
    char *end = strrchr(name, '.');
    if (end) {
        *end = '\0';
    }
    if (!store_document_load(store, name, &found, &namesake, strings, error)) {
        return false;
    }
    if (options->json) {
        document_print_json(path, sha256, NULL);
    } else if (found) {
        printf("%s is not what was issued as %s: its bytes are others\n", path, namesake.number);
    } else {
        printf("%s is no document that was issued from this store\n", path);
    }
    return true;
}

static bool verify_document(const struct options *options, enum exit_status *ret_status,
                            GError **error)
{
    const char *path = options->document;
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(store) store = store_open_to_look(options->store, findings, error);
    g_autoptr(GError) unread = NULL;
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(GArray) documents = g_array_new(FALSE, TRUE, sizeof(struct issued_document));
    struct output_hash hash = {0};
    if (!store) {
        return false;
    }
    if (!output_hash_of(path, &hash, &unread)) {
        return command_usage_set(error, "--document: %s", unread->message);
    }
    if (!store_documents_by_hash(store, hash.sha256, documents, strings, error)) {
        return false;
    }
    if (documents->len == 0) {
        *ret_status = EXIT_NOT_VERIFIED;
        return none_print(store, options, hash.sha256, strings, error);
    }
    for (guint i = 0; i < documents->len; i++) {
        const struct issued_document *document =
            &g_array_index(documents, struct issued_document, i);
        if (options->json) {
            document_print_json(path, hash.sha256, document);
        } else {
            document_print(path, document);
        }
    }
    return true;
}

/* ---- all of it ---------------------------------------------------------------------------------- */

/* What a damaged store says need not be UTF-8. */
static void list_put_json(const char *key, const GPtrArray *sentences)
{
    printf(",\n  \"%s\": [", key);
    for (guint i = 0; i < sentences->len; i++) {
        g_autofree char *sentence = g_utf8_make_valid(g_ptr_array_index(sentences, i), -1);
        fputs(i == 0 ? "\n    " : ",\n    ", stdout);
        json_print("%s", sentence);
    }
    fputs(sentences->len > 0 ? "\n  ]" : "]", stdout);
}

static void balance_print_json(const struct store_balance *balance)
{
    const struct {
        const char *name;
        money amount;
    } rows[] = {{"documents", balance->documents},
                {"by_file", balance->by_file},
                {"returned", balance->returned},
                {"by_hand", balance->by_hand},
                {"open", balance->open},
                {"carried", balance->carried},
                {"instalments", balance->instalments},
                {"written_off", balance->written_off}};
    fputs(",\n  \"balance\": {", stdout);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        json_next((guint)i);
        json_print("%s: %s", rows[i].name, text_money(TEXT_ROOM, rows[i].amount));
    }
    fputs("}", stdout);
}

/* open: NULL where it cannot be told. */
static void result_print_json(const struct verify *verify, const struct verify_counts *counts,
                              const open_list *open, const char *against,
                              const struct store_balance *balance)
{
    json_print("{\n  'verified': %i,\n  'issues': %u,\n  'voids': %u,\n  'documents': %u,\n"
               "  'seal': %s",
               verify->findings->len == 0, counts->issues, counts->voids, counts->documents,
               counts->seal);
    if (verify->period) {
        json_print(",\n  'period': %s", text_period(TEXT_ROOM, *verify->period));
    }
    if (open) {
        json_print(",\n  'open': %u", open->count);
    }
    if (against) {
        json_print(",\n  'against': %s", against);
    }
    if (balance) {
        balance_print_json(balance);
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

/* What there is none of is left out, but for what every store has. */
static void balance_print(const struct store_balance *balance)
{
    const struct {
        const char *label;
        money amount;
        bool always;
    } rows[] = {{"documents", balance->documents, true},
                {"paid by payment files", balance->by_file, true},
                {"less what came back", money_subtract((money){0}, balance->returned), false},
                {"paid by hand", balance->by_hand, false},
                {"not paid yet", balance->open, false},
                {"carried forward", balance->carried, false},
                {"  of which by instalments", balance->instalments, false},
                {"less written off", money_subtract((money){0}, balance->written_off), false}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (rows[i].always || rows[i].amount.cents != 0) {
            printf("  %-28s %16s%s\n", rows[i].label, text_dollars(TEXT_ROOM, rows[i].amount),
                   i == 0 ? ", which are:" : "");
        }
    }
}

static void result_print(const struct verify *verify, const struct verify_counts *counts,
                         const open_list *open)
{
    sentences_print(verify->findings, "does not hold: ");
    sentences_print(verify->notes, "note: ");
    if (verify->findings->len > 0) {
        printf("%u thing%s %s not hold\n", verify->findings->len,
               verify->findings->len == 1 ? "" : "s", verify->findings->len == 1 ? "does" : "do");
    } else if (counts->seal[0] == '\0') {
        puts("nothing is issued yet; the store holds");
    } else {
        g_autofree char *left = open ? open_text(open) : g_strdup("");
        printf("%u issue%s, %u document%s, %u void%s, seal %s: all of it holds%s%s%s\n",
               counts->issues, counts->issues == 1 ? "" : "s", counts->documents,
               counts->documents == 1 ? "" : "s", counts->voids, counts->voids == 1 ? "" : "s",
               counts->seal, open ? "; " : "", left,
               open && open->count > 0 ? " (rcti status)" : "");
    }
}

/* What is left undone; true where it can be told. */
static bool open_find(struct verify *verify, const struct options *options, open_list *open)
{
    const struct month_order now = {.as_at_text = options->as_at,
                                    .issue_date_text = options->issue_date,
                                    .holidays = options->holidays,
                                    .draft = true};
    GError *cause = NULL;
    g_autoptr(GError) untold = NULL;
    if (open_items_now(verify->store, &now, open, &cause)) {
        return true;
    }
    if (!verify_cause_take(verify, &cause, &untold)) {
        g_ptr_array_add(verify->notes,
                        g_strdup_printf("what is left undone cannot be told: %s", untold->message));
    }
    return false;
}

static bool store_verify(struct verify *verify, const struct options *options,
                         enum exit_status *ret_status, GError **error)
{
    struct verify_counts counts = {.seal = ""};
    bool done = verify_store(verify, error);
    for (guint i = 0; i < verify->causes->len; i++) {
        command_error_tell(g_ptr_array_index(verify->causes, i));
    }
    if (!done) {
        sentences_print(verify->findings, "does not hold: ");
        return false;
    }
    g_autofree char *against = verify->against ? verify_against(verify) : NULL;
    bool holds = verify->findings->len == 0;
    if (verify->store && !verify_count(verify, &counts, holds ? error : NULL) && holds) {
        return false;
    }
    if (verify->period && counts.issues == 0 && holds) {
        return command_usage_set(error,
                                 "nothing of %s was issued from %s; without a PERIOD all that was "
                                 "issued is looked at",
                                 options->arguments[0], options->store);
    }
    struct store_balance balance = {.documents = {0}};
    const bool whole = holds && verify->store && !verify->period && counts.seal[0] != '\0';
    bool counted = false;
    if (whole && !verify_balance(verify, &balance, &counted, error)) {
        return false;
    }
    g_autoptr(open_list) open = open_list_new();
    const bool told =
        verify->findings->len == 0 && verify->store && open_find(verify, options, open);
    if (verify->period && verify->findings->len == 0) {
        const char *asked = options->arguments[0];
        g_ptr_array_add(
            verify->notes,
            g_strdup_printf("this is of %s: its issues made again, their files, rows and "
                            "imports, and of the whole store the seals, tables and documents; "
                            "of other months rows, files and imports were not "
                            "looked at (rcti verify)",
                            asked));
    }
    verify_tell_seals(verify, against);
    holds = verify->findings->len == 0;
    if (options->json) {
        result_print_json(verify, &counts, told ? open : NULL, against, counted ? &balance : NULL);
    } else {
        if (counted) {
            balance_print(&balance);
        }
        result_print(verify, &counts, told ? open : NULL);
    }
    *ret_status = holds ? EXIT_ALL_DONE : EXIT_NOT_VERIFIED;
    return true;
}

static bool keys_read(const struct options *options, GPtrArray *keys, GError **error)
{
    g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func(g_free);
    bool good = true;
    for (char *const *path = options->seal_keys; good && path && *path; path++) {
        struct seal_key *key = key_file_read(*path, options->store, told, error);
        good = key != NULL;
        if (key) {
            g_ptr_array_add(keys, key);
        }
    }
    command_notes_tell(told);
    return good;
}

static bool verify_all(const struct options *options, const struct period *period,
                       enum exit_status *ret_status, GError **error)
{
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    g_autoptr(GArray) links = g_array_new(FALSE, TRUE, sizeof(struct store_link));
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) causes = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
    g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func((GDestroyNotify)seal_key_free);
    g_autoptr(GStringChunk) strings = g_string_chunk_new(16384);
    if (!keys_read(options, keys, error)) {
        return false;
    }
    struct verify verify = {.store_path = options->store,
                            .out = options->out,
                            .jobs = options->jobs,
                            .watcher = terminal_progress(options->quiet),
                            .against = options->against,
                            .keys = keys,
                            .period = period,
                            .whole = options->whole,
                            .heads = heads,
                            .links = links,
                            .findings = findings,
                            .notes = notes,
                            .causes = causes,
                            .strings = strings};
    bool done = store_verify(&verify, options, ret_status, error);
    store_close(verify.store);
    return done;
}

bool verify_act(const struct options *options, enum exit_status *ret_status, GError **error)
{
    struct month_order order;
    const char *period = options->arguments[0];
    const char *seal = options->against;
    if (period && !options_order(options, period, &order, error)) {
        return false;
    }
    if (seal && (strlen(seal) != 64 || strspn(seal, "0123456789abcdefABCDEF") != 64)) {
        return command_usage_set(error,
                                 "--against takes a seal, 64 hex digits as rcti issue printed it");
    }
    if (options->document && (period || seal || options->seal_keys)) {
        return command_usage_set(error, "--document asks for one file alone");
    }
    if (!g_file_test(options->store, G_FILE_TEST_EXISTS)) {
        return command_usage_set(error, "there is no store %s", options->store);
    }
    return options->document
               ? verify_document(options, ret_status, error)
               : verify_all(options, period ? &order.period : NULL, ret_status, error);
}
