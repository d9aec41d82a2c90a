#include "importers/text/csv.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "importers/text/lines.h"

/* Files of three columns, two of them read; what comes of them is compared as one text: the
 * records, then the issues. */

static const struct csv_column columns[] = {{.name = "id", .required = true}, {.name = "name"}};
static const struct csv_format format = {"t.csv", 0, columns, 2, NULL};

static bool record_write(const struct csv_record *record, void *user_data, GError **error)
{
    (void)error;
    g_string_append_printf(user_data, "%u:%s|%s\n", record->line, record->values[0],
                           record->values[1]);
    return true;
}

static char *read_bytes(const void *bytes, size_t length, struct csv_summary *ret_summary)
{
    g_autofree char *path = g_strdup("/tmp/csv_test_XXXXXX");
    int file = g_mkstemp(path);
    cr_assert_geq(file, 0);
    g_close(file, NULL);
    cr_assert(g_file_set_contents(path, bytes, (gssize)length, NULL));
    GString *text = g_string_new(NULL);
    struct issues *found = issues_new();
    cr_assert(csv_file_read(path, &format, record_write, text, found, ret_summary, NULL));
    issues_sort(found);
    for (uint32_t i = 0; i < found->listed->len; i++) {
        const struct issue *issue = issues_at(found, i);
        g_string_append_printf(text, "%u:%s %s %s\n", issue->place.line, issue->place.column,
                               issue->code, issue->found);
    }
    ret_summary->unused_columns = g_intern_string(ret_summary->unused_columns);
    issues_free(found);
    g_unlink(path);
    return g_string_free(text, FALSE);
}

static void expect_read(const char *bytes, size_t length, const char *expected)
{
    struct csv_summary summary;
    g_autofree char *text = read_bytes(bytes, length, &summary);
    cr_expect_str_eq(text, expected, "got: %s", text);
    g_autofree char *sha256 =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, length);
    if (!summary.incomplete) {
        cr_expect_str_eq(summary.sha256, sha256);
    }
}

#define EXPECT_READ(bytes, expected) expect_read(bytes, sizeof(bytes) - 1, expected)

Test(csv, lines_and_columns)
{
    EXPECT_READ("id,name\n1,a\n2,b\n", "2:1|a\n3:2|b\n");
    EXPECT_READ("name,id\na,1\n", "2:1|a\n");
    EXPECT_READ("id,name\r\n1,a\r\n2,b\r\n", "2:1|a\n3:2|b\n");
    EXPECT_READ("id,name\n1,a", "2:1|a\n");
    EXPECT_READ("id,name\r\n1,a\r", "2:1|a\n");
    EXPECT_READ("\xEF\xBB\xBFid,name\n1,a\n", "2:1|a\n");
    EXPECT_READ("\xEF\xBB\xBF\"id\",name\n1,a\n", "2:1|a\n");
    EXPECT_READ("id\n1\n", "2:1|\n");
}

Test(csv, blank_lines_are_skipped_and_counted)
{
    EXPECT_READ("\n\nid,name\n\n1,a\n   \n\r\n,\n2,b\n\n", "5:1|a\n9:2|b\n");
}

Test(csv, quotes_and_spaces)
{
    EXPECT_READ("id,name\n 1 , a b \n\"2\",\" a \"\n3,\"x,\"\"y\"\"\"\n",
                "2:1|a b\n3:2| a \n4:3|x,\"y\"\n");
}

/* A record of plain text without quotation marks is split where it stands, others are parsed. */
Test(csv, however_a_record_is_read_it_is_the_same)
{
    static const char *const records[] = {"1,a",  " 1 , a ", "1,",          ",a",    "1,a b",
                                          "1,a,", " , ",     "1,a\xC3\xA9", "1,\ta", "x,y,z"};
    for (size_t i = 0; i < G_N_ELEMENTS(records); i++) {
        g_autofree char *split = g_strdup_printf("id,name\n%s\n9,z\n", records[i]);
        /* Without its line end a line is parsed; so is the record behind it, for its mark. */
        g_autofree char *parsed = g_strdup_printf("id,name\n%s\n\"9\",z\n", records[i]);
        g_autofree char *ended = g_strdup_printf("id,name\n%s", records[i]);
        struct csv_summary summary;
        g_autofree char *one = read_bytes(split, strlen(split), &summary);
        g_autofree char *two = read_bytes(parsed, strlen(parsed), &summary);
        g_autofree char *last = read_bytes(ended, strlen(ended), &summary);
        cr_expect_str_eq(one, two, "%s: %s and %s", records[i], one, two);
        g_autofree char *without = g_strdup(one);
        char *at = strstr(without, "3:9|z\n");
        cr_assert(at, "%s: %s", records[i], one);
        memmove(at, at + strlen("3:9|z\n"), strlen(at + strlen("3:9|z\n")) + 1);
        cr_expect_str_eq(without, last, "%s: %s and %s", records[i], without, last);
    }
}

Test(csv, value_over_lines_belongs_to_its_first_line)
{
    EXPECT_READ("id,name\n1,\"a\r\nb\n\nc\"\n2,d\n", "2:1|a\nb\n\nc\n6:2|d\n");
}

Test(csv, text_becomes_nfc)
{
    EXPECT_READ("id,name\n1,Zoe\xCC\x88\n", "2:1|Zo\xC3\xAB\n");
}

Test(csv, unknown_columns_are_named_and_not_kept)
{
    struct csv_summary summary;
    static const char bytes[] = "client,id,,\"two\nlines\",name\nAnna,1,x,y,a\n";
    g_autofree char *text = read_bytes(bytes, sizeof bytes - 1, &summary);
    cr_expect_str_eq(text, "3:1|a\n");
    cr_expect_str_eq(summary.unused_columns, "client, column 3, two\\x0Alines");
    cr_expect_eq(summary.record_count, 1);
}

Test(csv, headings)
{
    EXPECT_READ("", "1:- EMPTY_FILE \n");
    EXPECT_READ("\n\n", "1:- EMPTY_FILE \n");
    EXPECT_READ("name\na\n", "1:id MISSING_COLUMN \n");
    EXPECT_READ("id,name,id\n1,a,2\n", "2:1|a\n1:id DUPLICATE_COLUMN id\n");
    EXPECT_READ("id,x,x\n1,a,2\n", "2:1|\n");
    EXPECT_READ("id,Name\n1,a\n", "2:1|\n1:Name MISSPELT_COLUMN Name\n");
    EXPECT_READ("id;name\n1;a\n", "1:- WRONG_DELIMITER id;… (7 characters)\n");
    EXPECT_READ("id,name\r1,a\r", "1:- LINE_ENDS id,name\\x0D\n");
    EXPECT_READ("\xFF\xFEi\0d\0", "1:- NOT_UTF8 \\xFF\\xFE\n");
    EXPECT_READ("id,na\"me\n1,a\n", "1:- BAD_QUOTES \n");
}

Test(csv, broken_records_are_left_out_and_the_rest_is_read)
{
    EXPECT_READ("name,id\na\nb,2,c\nc,3\n",
                "4:3|c\n2:- FIELD_COUNT 1 value\n3:- FIELD_COUNT 3 values\n");
    EXPECT_READ(
        "id,name\n1,a\"b\n2,c\n3,\"d\"e\n4,f\n",
        "3:2|c\n5:4|f\n2:name BAD_QUOTES a\\\"\n4:name BAD_QUOTES \\\"d\\\"… (4 characters)\n");
    EXPECT_READ("id,name\n1,a\0b\n2,c\n", "3:2|c\n2:name NUL_BYTE a\n");
    EXPECT_READ("id,name\n1,Zo\xEB\n2,c\n", "3:2|c\n2:name NOT_UTF8 Zo\\xEB\n");
    EXPECT_READ("id,name,client\n1,a,Zo\xEB\n", "2:client NOT_UTF8 \\xEB\n");
}

/* Of four columns, three of which must be there. */
static const struct csv_column wide_columns[] = {{.name = "id", .required = true},
                                                 {.name = "who", .required = true},
                                                 {.name = "date", .required = true},
                                                 {.name = "name"}};
static const struct csv_format wide = {"t.csv", 0, wide_columns, 4, NULL};

static void expect_wide(const char *text, const char *expected)
{
    g_autofree char *path = g_strdup("/tmp/csv_test_XXXXXX");
    g_close(g_mkstemp(path), NULL);
    cr_assert(g_file_set_contents(path, text, -1, NULL));
    g_autoptr(GString) found = g_string_new(NULL);
    struct issues *issues = issues_new();
    struct csv_summary summary;
    cr_assert(csv_file_read(path, &wide, record_write, found, issues, &summary, NULL));
    issues_sort(issues);
    for (uint32_t i = 0; i < issues->listed->len; i++) {
        g_autofree char *line = issue_line(issues_at(issues, i));
        g_string_append_printf(found, "%s\n", line);
    }
    cr_expect_str_eq(found->str, expected, "got: %s", found->str);
    issues_free(issues);
    g_unlink(path);
}

Test(csv, what_spreadsheets_drop_at_the_end_is_blank)
{
    expect_wide("id,who,date,name\nA,P,D,x\nB,P,D\nC,P,D,y,\n", "2:A|P\n3:B|P\n4:C|P\n");
    expect_wide(
        "name,id,who,date\nx,A,P,D\ny,B,P\n",
        "2:A|P\nt.csv:3:-: FIELD_COUNT \"3 values\": expected 4, as many as headings; put "
        "quotation marks around a value with a comma, or add the commas that are missing\n");
    /* The last line of a file may be cut off. */
    expect_wide(
        "id,who,date,name\nA,P,D,x\nB,P,D",
        "2:A|P\nt.csv:3:-: FIELD_COUNT \"3 values\": expected 4, as many as headings; put "
        "quotation marks around a value with a comma, or add the commas that are missing\n");
}

Test(csv, titles_before_the_headings_and_headings_again)
{
    expect_wide("sep=,\nid,who,date,name\nA,P,D,x\nid,who,date,name\nB,P,D,y\n", "3:A|P\n5:B|P\n");
    expect_wide("\xEF\xBB\xBF\xEF\xBB\xBFid,who,date,name\nA,P,D,x\n", "2:A|P\n");
    expect_wide("Report,,,\n\n\"Printed, 2/10\",,,\n \"id\" ,who,date,name\nA,P,D,x\n", "5:A|P\n");
    /* Rows that a sorting put before the headings are no titles. */
    expect_wide("A,P,D,x\nid,who,date,name\n",
                "t.csv:1:id: MISSING_COLUMN \"\": expected this column; add it to the export\n"
                "t.csv:1:who: MISSING_COLUMN \"\": expected this column; add it to the export\n"
                "t.csv:1:date: MISSING_COLUMN \"\": expected this column; add it to the export\n");
}

Test(csv, a_footer_is_one_issue)
{
    expect_wide("id,who,date,name\nA,P,D,x\n\n\"Totals (1 row)\",,,\n\nPrinted by 7\n",
                "2:A|P\nt.csv:4:-: REPORT_FOOTER \"Totals…\": expected rows up to the "
                "last line; lines 4 to 6 look like a report's footer: delete them\n");
    expect_wide("id,who,date,name\nA,P,D,x\nTotal,,3:00,",
                "2:A|P\nt.csv:3:-: REPORT_FOOTER \"Total\": expected rows up to the "
                "last line; line 3 looks like a report's footer: delete it\n");
    /* Rows come after it: it is one that is broken, and each of them is read once. */
    expect_wide(
        "id,who,date,name\nA,P,D,x\nTotal\nmore\nB,P,D,y\nC,P,D,z\n",
        "2:A|P\n5:B|P\n6:C|P\n"
        "t.csv:3:-: FIELD_COUNT \"1 value\": expected 4, as many as headings; put quotation "
        "marks around a value with a comma, or add the commas that are missing\n"
        "t.csv:4:-: FIELD_COUNT \"1 value\": expected 4, as many as headings; put quotation "
        "marks around a value with a comma, or add the commas that are missing\n");
    /* An id with nothing behind it is a row that is cut off. */
    expect_wide(
        "id,who,date,name\nA,P,D,x\nA7,P",
        "2:A|P\nt.csv:3:-: FIELD_COUNT \"2 values\": expected 4, as many as headings; put "
        "quotation marks around a value with a comma, or add the commas that are missing\n");
}

Test(csv, open_quote_does_not_swallow_the_file)
{
    EXPECT_READ("id,name\n1,\"a\n2,b\n3,c\n", "3:2|b\n4:3|c\n2:name UNTERMINATED_QUOTE \n");
    EXPECT_READ("id,name\n1,\"a\n2,b\n3,\"c\"\n", "3:2|b\n4:3|c\n2:name UNTERMINATED_QUOTE \n");
    EXPECT_READ("id,name\n1,\"a\n2,\"b\n3,\"c",
                "2:name UNTERMINATED_QUOTE \n3:name UNTERMINATED_QUOTE \n"
                "4:name UNTERMINATED_QUOTE \n");
}

Test(csv, very_long_lines_take_no_more_memory)
{
    GString *bytes = g_string_new("id,name\n1,");
    for (int i = 0; i < 3 * LINE_BYTES_MAX / 8; i++) {
        g_string_append(bytes, "12345678");
    }
    g_string_append(bytes, "\n2,b\n");
    expect_read(bytes->str, bytes->len, "3:2|b\n2:- RECORD_TOO_LONG \n");
    g_string_free(bytes, TRUE);
}

Test(csv, lines_across_the_buffer)
{
    GString *bytes = g_string_new("id,name\n");
    GString *expected = g_string_new(NULL);
    for (int i = 0; i < 300000; i++) {
        g_string_append_printf(bytes, "%d,n%d\n", i, i);
        g_string_append_printf(expected, "%d:%d|n%d\n", i + 2, i, i);
    }
    expect_read(bytes->str, bytes->len, expected->str);
    g_string_free(bytes, TRUE);
    g_string_free(expected, TRUE);
}

Test(csv, what_is_no_file)
{
    struct csv_summary summary;
    g_autoptr(issues) found = issues_new();
    cr_expect(csv_file_read("/nonexistent", &format, record_write, NULL, found, &summary, NULL));
    cr_expect(csv_file_read("/tmp", &format, record_write, NULL, found, &summary, NULL));
    cr_expect(csv_file_read("/dev/zero", &format, record_write, NULL, found, &summary, NULL));
    cr_assert_eq(found->count, 3);
    cr_expect_str_eq(issues_at(found, 2)->found, "not a regular file");
}

/* ---- issues -------------------------------------------------------------------------------------- */

Test(issue, is_one_line)
{
    struct issue_place place = {"appointments.csv", 8, 1204, "start", 6};
    g_autoptr(GStringChunk) texts = g_string_chunk_new(64);
    struct issue issue = issue_compose(texts, &place, ISSUE_AMBIGUOUS_FORMAT, "03/09/2026 10:00",
                                       NULL, "write 2026-09-03T10:00");
    g_autofree char *line = issue_line(&issue);
    cr_expect_str_eq(line, "appointments.csv:1204:start: AMBIGUOUS_FORMAT \"03/09/2026 10:00\": "
                           "expected YYYY-MM-DDThh:mm; write 2026-09-03T10:00");
}

static void expect_escaped(const char *value, const char *expected)
{
    g_autoptr(GStringChunk) texts = g_string_chunk_new(64);
    cr_expect_str_eq(issue_escape(texts, value), expected);
}

Test(issue, found_value_stays_on_its_line)
{
    expect_escaped("a\"b\\c", "a\\\"b\\\\c");
    expect_escaped("a\nb\x1B[31m", "a\\x0Ab\\x1B[31m");
    expect_escaped("Zo\xC3\xAB \xEB", "Zo\xC3\xAB \\xEB");
    expect_escaped("\xE2\x80\xAE\xC2\xA0", "\\u{202E}\\u{A0}");
    expect_escaped("12345678901234567890123456789012345678901234567890123456789\xC3\xAB!",
                   "12345678901234567890123456789012345678901234567890123456789\xC3\xAB…");
}

Test(issue, thousand_are_listed_and_all_are_counted)
{
    g_autoptr(issues) found = issues_new();
    for (uint32_t i = 0; i < 1500; i++) {
        struct issue_place place = {"t.csv", 0, 1500 - i, "id", 1};
        issues_add(found, &place, ISSUE_BAD_ID, "x", NULL, NULL, NULL);
    }
    issues_sort(found);
    cr_expect_eq(found->count, 1500);
    cr_expect_eq(found->listed->len, ISSUES_LISTED_MAX);
    cr_expect_eq(issues_at(found, 0)->place.line, 501);
}

Test(issue, order_is_file_line_column)
{
    static const struct issue_place places[] = {
        {"b.csv", 1, 1, NULL, 0}, {"a.csv", 0, 2, "x", 1},  {"a.csv", 0, 1, "y", 2},
        {"a.csv", 0, 1, "x", 1},  {"a.csv", 0, 1, NULL, 0},
    };
    g_autoptr(issues) found = issues_new();
    for (size_t i = 0; i < 5; i++) {
        issues_add(found, &places[i], ISSUE_BAD_ID, "", NULL, NULL, NULL);
    }
    issues_sort(found);
    g_autoptr(GString) order = g_string_new(NULL);
    for (uint32_t i = 0; i < 5; i++) {
        const struct issue *issue = issues_at(found, i);
        g_string_append_printf(order, "%s%u%s ", issue->place.file, issue->place.line,
                               issue->place.column);
    }
    cr_expect_str_eq(order->str, "a.csv1- a.csv1x a.csv1y a.csv2x b.csv1- ");
}
