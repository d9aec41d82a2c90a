#include "reports/mail/message.h"

#include <gmime/gmime.h>
#include <string.h>

#include "reports/text.h"

G_DEFINE_QUARK(message_error, message_error)

/* GMime's tables are made once; after that each thread works on its own messages. */
static void library_start(void)
{
    static gsize started;
    if (g_once_init_enter(&started)) {
        g_mime_init();
        g_once_init_leave(&started, 1);
    }
}

/* ---- templates ----------------------------------------------------------------------------------- */

enum mail_field {
    FIELD_NUMBER,
    FIELD_TITLE,
    FIELD_PERIOD,
    FIELD_LEGAL_NAME,
    FIELD_TOTAL,
    FIELD_PAYMENT,
    FIELD_PAYMENT_DATE,
    FIELD_COMPANY,
    FIELD_DISPUTE_URL,
    FIELD_LINE, /* a line ends here */
    FIELD_COUNT
};
/* importers/files/ini_files.c lets just these into company.ini. */
static const char *const fields[FIELD_COUNT] = {
    [FIELD_NUMBER] = "number",
    [FIELD_TITLE] = "title",
    [FIELD_PERIOD] = "period",
    [FIELD_LEGAL_NAME] = "legal_name",
    [FIELD_TOTAL] = "total",
    [FIELD_PAYMENT] = "payment",
    [FIELD_PAYMENT_DATE] = "payment_date",
    [FIELD_COMPANY] = "company",
    [FIELD_DISPUTE_URL] = "dispute_url",
    [FIELD_LINE] = "line",
};

/* The field that begins at the brace, with its length; -1: none. */
static int field_at(const char *brace, size_t *ret_length)
{
    const char *end = strchr(brace, '}');
    for (int i = 0; i < FIELD_COUNT && end; i++) {
        const size_t length = strlen(fields[i]);
        if ((size_t)(end - brace) == length + 1 && strncmp(brace + 1, fields[i], length) == 0) {
            *ret_length = length + 2;
            return i;
        }
    }
    return -1;
}

/* The caller frees. */
static char *field_text(enum mail_field field, const struct document_content *content)
{
    const struct report_company *company = &content->paying_run->company;
    const money total = content->adjustment ? content->adjustment->difference.total
                                            : content->report->row.totals.total;
    switch (field) {
    case FIELD_NUMBER:
        return g_strdup(content->number);
    case FIELD_TITLE:
        return g_strdup(content->title);
    case FIELD_PERIOD:
        return g_strdup(text_month_words(TEXT_ROOM, content->period));
    case FIELD_LEGAL_NAME:
        return g_strdup(content->supplier->legal_name);
    case FIELD_TOTAL:
        return g_strdup(text_dollars(TEXT_ROOM, total));
    case FIELD_PAYMENT:
        return g_strdup(text_dollars(TEXT_ROOM, content->payee->payment));
    case FIELD_PAYMENT_DATE:
        return g_strdup(text_date_words(TEXT_ROOM, content->paying_run->payment_date));
    case FIELD_COMPANY:
        return g_strdup(company->legal_name);
    case FIELD_DISPUTE_URL:
        return g_strdup(company->dispute_url);
    case FIELD_LINE:
        return g_strdup("\n");
    case FIELD_COUNT:
        break;
    }
    return g_strdup("");
}

/* With its fields. A brace that is no field stays. */
static char *template_fill(const char *text, const struct document_content *content)
{
    g_autoptr(GString) filled = g_string_new(NULL);
    while (*text != '\0') {
        size_t length = 1;
        const int field = *text == '{' ? field_at(text, &length) : -1;
        if (field >= 0) {
            g_autofree char *value = field_text((enum mail_field)field, content);
            g_string_append(filled, value);
        } else {
            g_string_append_c(filled, *text);
        }
        text += length;
    }
    return g_string_free(g_steal_pointer(&filled), FALSE);
}

/* ---- building ------------------------------------------------------------------------------------ */

static bool refuse(GError **error, const char *number, const char *why)
{
    g_set_error(error, MESSAGE_ERROR, MESSAGE_ERROR_REFUSED, "%s: no message is made: %s", number,
                why);
    return false;
}

static bool has_control(const char *text)
{
    for (; *text != '\0'; text++) {
        if (g_ascii_iscntrl(*text)) {
            return true;
        }
    }
    return false;
}

static GBytes *message_bytes(GMimeMessage *message)
{
    GMimeStream *stream = g_mime_stream_mem_new();
    GMimeFormatOptions *format = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    g_mime_object_write_to_stream(GMIME_OBJECT(message), format, stream);
    g_mime_format_options_free(format);
    const GByteArray *array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    GBytes *bytes = g_bytes_new(array->data, array->len);
    g_object_unref(stream);
    return bytes;
}

static GMimeObject *text_part(const char *text)
{
    GMimeTextPart *part = g_mime_text_part_new_with_subtype("plain");
    g_mime_text_part_set_charset(part, "utf-8");
    g_mime_text_part_set_text(part, text);
    g_mime_part_set_content_encoding(GMIME_PART(part), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    return GMIME_OBJECT(part);
}

static GMimeObject *pdf_part(const char *number, GBytes *pdf)
{
    g_autofree char *name = g_strconcat(number, ".pdf", NULL);
    gsize size = 0;
    const char *bytes = g_bytes_get_data(pdf, &size);
    GMimePart *part = g_mime_part_new_with_type("application", "pdf");
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, size);
    GMimeDataWrapper *content =
        g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, content);
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
    g_mime_object_set_disposition(GMIME_OBJECT(part), GMIME_DISPOSITION_ATTACHMENT);
    g_mime_part_set_filename(part, name);
    g_object_unref(content);
    g_object_unref(stream);
    return GMIME_OBJECT(part);
}

/* Takes the parts over. */
static void multipart_add(GMimeMultipart *multipart, GMimeObject *part)
{
    g_mime_multipart_add(multipart, part);
    g_object_unref(part);
}

static void head_set(GMimeMessage *message, const struct document_content *content,
                     const char *from, const char *to, const char *subject, const char *id)
{
    const struct civil date = day_to_civil(content->paying_run->issue_date);
    g_autoptr(GDateTime) at = g_date_time_new_utc(date.year, date.month, date.day, 0, 0, 0);
    InternetAddress *sender =
        internet_address_mailbox_new(content->paying_run->company.legal_name, from);
    /* Else GMime takes another character set for each word. */
    internet_address_set_charset(sender, "utf-8");
    internet_address_list_add(g_mime_message_get_from(message), sender);
    g_object_unref(sender);
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_TO, NULL, to);
    g_mime_message_set_subject(message, subject, "utf-8");
    g_mime_message_set_date(message, at);
    g_mime_message_set_message_id(message, id);
}

GBytes *message_make(const struct document *document, const struct mail_settings *settings,
                     const char *to, GBytes *pdf, GError **error)
{
    const struct document_content content = document_content_of(document);
    const char *from =
        settings->from[0] != '\0' ? settings->from : content.paying_run->company.email;
    const char *host = strrchr(from, '@');
    g_autofree char *subject = template_fill(settings->subject, &content);
    g_autofree char *text = template_fill(settings->text, &content);
    if (has_control(subject) || has_control(to) || has_control(from) ||
        has_control(content.paying_run->company.legal_name)) {
        refuse(error, content.number, "a line of its head would have a control character");
        return NULL;
    }
    if (!host || !strchr(to, '@')) {
        refuse(error, content.number, "an address has no @");
        return NULL;
    }
    library_start();
    g_autofree char *id = g_strdup_printf("%s.%.16s%s", content.number, content.result_hash, host);
    g_autofree char *boundary = g_strdup_printf("=_%.32s", content.result_hash);
    GMimeMessage *message = g_mime_message_new(TRUE);
    GMimeMultipart *multipart = g_mime_multipart_new_with_subtype("mixed");
    g_mime_multipart_set_boundary(multipart, boundary);
    head_set(message, &content, from, to, subject, id);
    multipart_add(multipart, text_part(text));
    multipart_add(multipart, pdf_part(content.number, pdf));
    g_mime_message_set_mime_part(message, GMIME_OBJECT(multipart));
    GBytes *bytes = message_bytes(message);
    g_object_unref(multipart);
    g_object_unref(message);
    return bytes;
}

/* ---- reading ------------------------------------------------------------------------------------- */

/* NULL where it is none; the caller unrefs. */
static GMimeMessage *message_parse(GBytes *bytes)
{
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    library_start();
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, size);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    g_object_unref(parser);
    g_object_unref(stream);
    return message;
}

/* The only address of the kind; NULL where there is none, or another. The caller frees. */
static char *only_address(GMimeMessage *message, GMimeAddressType type)
{
    InternetAddressList *list = g_mime_message_get_addresses(message, type);
    InternetAddress *address = list && internet_address_list_length(list) == 1
                                   ? internet_address_list_get_address(list, 0)
                                   : NULL;
    return address && INTERNET_ADDRESS_IS_MAILBOX(address)
               ? g_strdup(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)))
               : NULL;
}

static int address_count(GMimeMessage *message, GMimeAddressType type)
{
    InternetAddressList *list = g_mime_message_get_addresses(message, type);
    return list ? internet_address_list_length(list) : 0;
}

/* The message's two parts: the text, and the attachment's name, bytes and hash. */
static bool parts_read(GMimeMessage *message, struct message_read *read)
{
    GMimeObject *whole = g_mime_message_get_mime_part(message);
    const bool two =
        GMIME_IS_MULTIPART(whole) && g_mime_multipart_get_count(GMIME_MULTIPART(whole)) == 2;
    GMimeObject *text = two ? g_mime_multipart_get_part(GMIME_MULTIPART(whole), 0) : NULL;
    GMimeObject *part = two ? g_mime_multipart_get_part(GMIME_MULTIPART(whole), 1) : NULL;
    GMimeDataWrapper *content =
        part && GMIME_IS_PART(part) ? g_mime_part_get_content(GMIME_PART(part)) : NULL;
    if (!content || !GMIME_IS_TEXT_PART(text)) {
        return false;
    }
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(content, stream);
    const GByteArray *array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    read->document = g_bytes_new(array->data, array->len);
    read->sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, read->document);
    read->attachment = g_strdup(g_mime_part_get_filename(GMIME_PART(part)));
    read->text = g_mime_text_part_get_text(GMIME_TEXT_PART(text));
    g_object_unref(stream);
    return read->attachment != NULL && read->text != NULL;
}

bool message_read(GBytes *bytes, struct message_read *ret_read, GError **error)
{
    *ret_read = (struct message_read){0};
    GMimeMessage *message = message_parse(bytes);
    if (!message) {
        return refuse(error, "a message", "it cannot be read");
    }
    ret_read->from = only_address(message, GMIME_ADDRESS_TYPE_FROM);
    ret_read->to = only_address(message, GMIME_ADDRESS_TYPE_TO);
    ret_read->message_id = g_strdup(g_mime_message_get_message_id(message));
    const bool more = address_count(message, GMIME_ADDRESS_TYPE_CC) > 0 ||
                      address_count(message, GMIME_ADDRESS_TYPE_BCC) > 0;
    ret_read->subject = g_strdup(g_mime_message_get_subject(message));
    const bool whole = parts_read(message, ret_read) && ret_read->subject;
    g_object_unref(message);
    if (!whole || more || !ret_read->from || !ret_read->to || !ret_read->message_id) {
        message_read_clear(ret_read);
        return refuse(error, "a message", "it has not one sender, one recipient and one document");
    }
    return true;
}

void message_read_clear(struct message_read *read)
{
    g_free(read->from);
    g_free(read->to);
    g_free(read->message_id);
    g_free(read->subject);
    g_free(read->text);
    g_free(read->attachment);
    g_clear_pointer(&read->document, g_bytes_unref);
    g_free(read->sha256);
    *read = (struct message_read){0};
}

GBytes *message_again(GBytes *bytes, const char *to, int attempt, GError **error)
{
    GMimeMessage *message = message_parse(bytes);
    const char *id = message ? g_mime_message_get_message_id(message) : NULL;
    const char *host = id ? strrchr(id, '@') : NULL;
    if (!host || has_control(to) || !strchr(to, '@')) {
        g_clear_object(&message);
        refuse(error, "a message", "it cannot be read, or its new address is none");
        return NULL;
    }
    g_autofree char *again = g_strdup_printf("%.*s.%d%s", (int)(host - id), id, attempt, host);
    InternetAddressList *list = g_mime_message_get_addresses(message, GMIME_ADDRESS_TYPE_TO);
    internet_address_list_clear(list);
    InternetAddress *address = internet_address_mailbox_new(NULL, to);
    internet_address_list_add(list, address);
    g_object_unref(address);
    g_mime_message_set_message_id(message, again);
    GBytes *made = message_bytes(message);
    g_object_unref(message);
    return made;
}
