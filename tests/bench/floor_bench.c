#include <csv.h>
#include <curl/curl.h>
#include <glib.h>
#include <openssl/evp.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#include "engine/core/money.h"
#include "tests/bench/plain_libharu.h"

/* What the libraries alone take for as many rows, cells, documents or bytes, as their manuals show them: the floor
 * beside which tests/bench/run puts this program's own times.
 *
 *     floor_bench import DATABASE FILE...   libcsv and SQLite: each file a table of its texts, in one transaction
 *     floor_bench read DATABASE             SQLite: every value of every row
 *     floor_bench documents DIRECTORY COUNT libharu, the whole font embedded
 *     floor_bench workbook FILE ROWS COLUMNS  libxlsxwriter in constant memory: half texts, half numbers
 *     floor_bench hash FILE...              libcrypto: SHA-256
 *     floor_bench mail URL FILE...          libcurl: each file a message, over one connection */

enum { COLUMNS_MAX = 64 };

/* ---- rows --------------------------------------------------------------------------------------- */

static void run(sqlite3 *db, const char *sql)
{
    CHECK(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK);
}

struct reading {
    sqlite3 *db;
    sqlite3_stmt *insert; /* NULL until the headings are read */
    char *table;
    int column;
};

static void field_take(void *field, size_t size, void *data)
{
    struct reading *reading = data;
    reading->column++;
    if (reading->insert && size > 0) {
        sqlite3_bind_text(reading->insert, reading->column, field, (int)size, SQLITE_TRANSIENT);
    }
}

static void row_take(int end, void *data)
{
    (void)end;
    struct reading *reading = data;
    if (!reading->insert) {
        g_autoptr(GString) columns = g_string_new(NULL);
        g_autoptr(GString) places = g_string_new(NULL);
        for (int i = 0; i < reading->column; i++) {
            g_string_append_printf(columns, "%sc%d", i > 0 ? ", " : "", i);
            g_string_append(places, i > 0 ? ", ?" : "?");
        }
        g_autofree char *create =
            g_strdup_printf("CREATE TABLE %s (%s)", reading->table, columns->str);
        g_autofree char *insert =
            g_strdup_printf("INSERT INTO %s VALUES (%s)", reading->table, places->str);
        run(reading->db, create);
        CHECK(sqlite3_prepare_v2(reading->db, insert, -1, &reading->insert, NULL) == SQLITE_OK);
    } else {
        CHECK(sqlite3_step(reading->insert) == SQLITE_DONE);
        sqlite3_reset(reading->insert);
        sqlite3_clear_bindings(reading->insert);
    }
    reading->column = 0;
}

static void file_import(sqlite3 *db, const char *path)
{
    static char bytes[65536];
    struct csv_parser parser;
    g_autofree char *name = g_path_get_basename(path);
    struct reading reading = {.db = db, .table = g_strdelimit(name, ".", '_')};
    FILE *file = fopen(path, "rb");
    CHECK(file && csv_init(&parser, CSV_STRICT) == 0);
    size_t size;
    while ((size = fread(bytes, 1, sizeof bytes, file)) > 0) {
        CHECK(csv_parse(&parser, bytes, size, field_take, row_take, &reading) == size);
    }
    csv_fini(&parser, field_take, row_take, &reading);
    csv_free(&parser);
    sqlite3_finalize(reading.insert);
    fclose(file);
}

static void rows_import(sqlite3 *db, char **paths)
{
    run(db, "PRAGMA page_size = 8192; BEGIN");
    for (; *paths; paths++) {
        file_import(db, *paths);
    }
    run(db, "COMMIT");
}

static void rows_read(sqlite3 *db)
{
    sqlite3_stmt *tables;
    CHECK(sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table'", -1, &tables,
                             NULL) == SQLITE_OK);
    while (sqlite3_step(tables) == SQLITE_ROW) {
        g_autofree char *sql =
            g_strdup_printf("SELECT * FROM %s", (const char *)sqlite3_column_text(tables, 0));
        sqlite3_stmt *rows;
        CHECK(sqlite3_prepare_v2(db, sql, -1, &rows, NULL) == SQLITE_OK);
        while (sqlite3_step(rows) == SQLITE_ROW) {
            for (int i = 0; i < sqlite3_column_count(rows); i++) {
                sqlite3_column_text(rows, i);
            }
        }
        sqlite3_finalize(rows);
    }
    sqlite3_finalize(tables);
}

/* ---- files -------------------------------------------------------------------------------------- */

static void documents_write(const char *directory, int count)
{
    for (int i = 0; i < count; i++) {
        g_autofree char *path = g_strdup_printf("%s/%d.pdf", directory, i);
        CHECK(plain_document_write("WinAnsiEncoding", "Zo\xeb O'Brien", path));
    }
}

static void workbook_write(const char *path, uint32_t rows, uint16_t columns)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *workbook = workbook_new_opt(path, &options);
    lxw_worksheet *sheet = NULL;
    for (uint32_t i = 0; i < rows; i++) {
        const uint32_t row = i % (LXW_ROW_MAX - 1);
        sheet = row == 0 ? workbook_add_worksheet(workbook, NULL) : sheet;
        for (uint16_t column = 0; column < columns; column++) {
            if (column % 2 == 0) {
                worksheet_write_string(sheet, row, column, "A000001-2609-07", NULL);
            } else {
                worksheet_write_number(sheet, row, column, i, NULL);
            }
        }
    }
    CHECK(workbook_close(workbook) == LXW_NO_ERROR);
}

static void files_hash(char **paths)
{
    static char bytes[65536];
    for (; *paths; paths++) {
        EVP_MD_CTX *hash = EVP_MD_CTX_new();
        unsigned char digest[EVP_MAX_MD_SIZE];
        FILE *file = fopen(*paths, "rb");
        CHECK(file && EVP_DigestInit_ex(hash, EVP_sha256(), NULL) == 1);
        size_t size;
        while ((size = fread(bytes, 1, sizeof bytes, file)) > 0) {
            CHECK(EVP_DigestUpdate(hash, bytes, size) == 1);
        }
        CHECK(EVP_DigestFinal_ex(hash, digest, NULL) == 1);
        EVP_MD_CTX_free(hash);
        fclose(file);
    }
}

static void messages_send(const char *server, char **paths)
{
    CURL *curl = curl_easy_init();
    struct curl_slist *to = curl_slist_append(NULL, "<partner@example.com>");
    CHECK(curl && to);
    curl_easy_setopt(curl, CURLOPT_URL, server);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, "<pay@example.com>");
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    for (; *paths; paths++) {
        FILE *file = fopen(*paths, "rb");
        CHECK(file);
        curl_easy_setopt(curl, CURLOPT_READDATA, file);
        CHECK(curl_easy_perform(curl) == CURLE_OK);
        fclose(file);
    }
    curl_slist_free_all(to);
    curl_easy_cleanup(curl);
}

int main(int argc, char **argv)
{
    const char *what = argc > 2 ? argv[1] : "";
    if (strcmp(what, "import") == 0 || strcmp(what, "read") == 0) {
        sqlite3 *db;
        CHECK(sqlite3_open(argv[2], &db) == SQLITE_OK);
        if (what[0] == 'i') {
            rows_import(db, argv + 3);
        } else {
            rows_read(db);
        }
        sqlite3_close(db);
    } else if (strcmp(what, "documents") == 0 && argc == 4) {
        documents_write(argv[2], (int)strtol(argv[3], NULL, 10));
    } else if (strcmp(what, "workbook") == 0 && argc == 5) {
        workbook_write(argv[2], (uint32_t)strtoul(argv[3], NULL, 10),
                       (uint16_t)strtoul(argv[4], NULL, 10));
    } else if (strcmp(what, "hash") == 0) {
        files_hash(argv + 2);
    } else if (strcmp(what, "mail") == 0) {
        messages_send(argv[2], argv + 3);
    } else {
        fputs("usage: floor_bench import|read|documents|workbook|hash|mail PATH|URL ...\n", stderr);
        return 2;
    }
    return 0;
}
