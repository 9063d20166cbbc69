/* SPDX-License-Identifier: MIT
 * Reads decimal numbers strictly: no sign, no space, nothing behind them. */
#include "base/number.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* More than any rate or bandwidth; 2^53, up to which a double is exact. */
static const double number_max = 9007199254740992.0;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool number_parse_unsigned(const char *text, uint64_t max, uint64_t *value) {
    char *end;

    if (!is_digit(*text)) {
        return false;
    }
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (*end != '\0' || errno != 0 || number > max) {
        return false;
    }
    *value = number;
    return true;
}

/* Reads plain decimals; strtod alone would take exponents, hexadecimal, "inf" and "nan"
 * too. */
static bool parse_decimal(const char *text, char **end, double *value) {
    size_t length = strspn(text, "0123456789.");

    if (!is_digit(*text)) {
        return false;
    }
    *value = strtod(text, end);
    return *end == text + length && isfinite(*value);
}

bool number_parse_scaled(const char *text, double *value) {
    static const char units[] = "kmg";
    char *end;

    if (!parse_decimal(text, &end, value)) {
        return false;
    }
    if (*end != '\0') {
        const char *unit = strchr(units, *end | 0x20);

        if (unit == NULL || *unit == '\0' || end[1] != '\0') {
            return false;
        }
        *value *= pow(1000, (double)(unit - units + 1));
    }
    return *value > 0 && *value <= number_max;
}

bool number_parse_decimal(const char *text, double *value) {
    char *end;

    return parse_decimal(text, &end, value) && *end == '\0' && *value <= 1e9;
}

static bool parse_port(const char *text, char **end, uint16_t *port) {
    unsigned long number = is_digit(*text) ? strtoul(text, end, 10) : 0;

    *port = (uint16_t)number;
    return number >= 1 && number <= 65535;
}

bool number_parse_ports(const char *text, uint16_t *first, uint16_t *last) {
    char *end;

    if (!parse_port(text, &end, first)) {
        return false;
    }
    *last = *first;
    if (*end == '-' && !parse_port(end + 1, &end, last)) {
        return false;
    }
    return *end == '\0' && *first <= *last;
}
