#include "reports/workbook/xml_characters.h"

#include <glib.h>

static bool is_held(uint32_t character)
{
    return (character >= 0x20 && character <= 0xD7FF) ||
           (character >= 0xE000 && character <= 0xFFFD) ||
           (character >= 0x10000 && character <= 0x10FFFF) || character == '\t' ||
           character == '\n' || character == '\r';
}

static void first_byte_read(struct xml_characters *reading, uint8_t byte)
{
    static const struct {
        uint8_t from;
        uint8_t mask;
        uint8_t missing;
        uint32_t least;
    } kinds[] = {{0xF0, 0x07, 3, 0x10000}, {0xE0, 0x0F, 2, 0x800}, {0xC0, 0x1F, 1, 0x80}};
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (byte >= kinds[i].from) {
            reading->character = byte & kinds[i].mask;
            reading->missing = kinds[i].missing;
            reading->least = kinds[i].least;
            reading->wrong |= byte >= 0xF8;
            return;
        }
    }
    reading->wrong |= byte >= 0x80 || !is_held(byte);
}

static void next_byte_read(struct xml_characters *reading, uint8_t byte)
{
    reading->character = reading->character << 6 | (byte & 0x3F);
    reading->missing--;
    reading->wrong |= (byte & 0xC0) != 0x80;
    if (reading->missing == 0) {
        reading->wrong |= reading->character < reading->least || !is_held(reading->character);
    }
}

void xml_characters_read(struct xml_characters *reading, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        const uint8_t byte = (uint8_t)text[i];
        if (reading->missing > 0) {
            next_byte_read(reading, byte);
        } else if (byte < 0x20 || byte >= 0x80) {
            first_byte_read(reading, byte);
        }
    }
}

bool xml_characters_sound(const struct xml_characters *reading)
{
    return !reading->wrong && reading->missing == 0;
}
