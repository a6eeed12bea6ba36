#pragma once

#include <QByteArray>

#include <optional>

namespace overlap::script {

// Pure. The text behind a target's "?", still encoded; null if there is none.
QByteArrayView queryOf(QByteArrayView target);

// Pure. Undoes percent-encoding, once. A plus stays one. Nothing if a % is not followed by two
// hexadecimal digits.
std::optional<QByteArray> decoded(QByteArrayView text);

// What is wrong then, behind the word that it is wrong for.
inline constexpr char notEncoded[] =
    "has a % without two hexadecimal digits behind it; %25 stands for a %";

// Pure. Its inverse, in characters that every shell, page and client leaves alone in a query, but
// for the & between two steps.
QByteArray encoded(QByteArrayView text);

// Pure. Removes the first of the items that are joined by &, and returns it. `query` is null behind
// the last one: a query that ends with & has an empty last item.
QByteArrayView takeItem(QByteArrayView &query);

// Pure. One item of a query, still encoded.
struct Item
{
    QByteArrayView name;
    QByteArrayView value; // behind the first "="; null without one
};
Item itemFrom(QByteArrayView text);

// Pure. The value of the first item of that name, still encoded; null if it has none. Nothing if
// there is no such item.
std::optional<QByteArrayView> valueIn(QByteArrayView query, QByteArrayView name);

} // namespace overlap::script
