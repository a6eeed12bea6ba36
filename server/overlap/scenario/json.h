#pragma once

#include <QByteArray>
#include <QString>

#include <variant>
#include <vector>

namespace overlap::scenario {

// Pure. A JSON value (RFC 8259) that knows where it was written, which QJsonDocument does not tell.
struct Json
{
    enum class Kind : quint8 { Null, Bool, Number, String, Array, Object };
    struct Member;

    Kind kind = Kind::Null;
    bool isTrue = false;
    QByteArray text{}; // of a string: decoded, UTF-8; of a number: as written
    std::vector<Json> items;
    std::vector<Member> members; // in their order; each name is there once
    qsizetype begin = 0;         // of its first byte in the whole text
    qsizetype end = 0;           // behind its last byte

    const Json *find(QByteArrayView name) const; // the value of a member; null: there is none
};

struct Json::Member
{
    QByteArray name;
    qsizetype begin = 0; // of the name's quote
    Json value;
};

// Pure. Why a text is no JSON, in a sentence.
struct JsonError
{
    qsizetype position = 0; // in bytes; may be the end of the text
    QString text;
};

inline constexpr int deepestJson = 100;  // arrays and objects within each other
inline constexpr int mostJson = 500'000; // values, each of which takes more memory than its text

// Pure. Stricter than RFC 8259 in three ways: a name may be there only once, half a surrogate pair
// is no character, and a number must fit into a double. A byte order mark is skipped (§8.1).
std::variant<Json, JsonError> jsonFrom(QByteArrayView text);

// Pure. Where in the whole text the byte of a string is written that has this index once it is
// decoded: strings may have escapes.
qsizetype positionIn(QByteArrayView text, const Json &string, qsizetype index);

// Pure. The string in quotes, with the escapes that JSON needs. It is valid UTF-8.
QByteArray quoted(QByteArrayView string);

// Pure. Where something is in a text, for people: both from 1, and columns count characters.
struct Place
{
    int line = 1;
    int column = 1;
    bool operator==(const Place &) const = default;
};
Place placeOf(QByteArrayView text, qsizetype position);

} // namespace overlap::scenario
