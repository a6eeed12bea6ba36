#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <optional>

namespace overlap::http {

// Pure. The header section of a message: fields in order, duplicates kept, over one text, so that
// a parsed head costs two allocations however many fields it has.
class Headers
{
public:
    // Where one field's name and value (without surrounding blanks) stand in the text.
    struct Field
    {
        qint32 name;
        qint32 nameSize;
        qint32 value;
        qint32 valueSize;
    };

    Headers() = default;
    // Takes a parsed head; `fields` point into `text`, which may begin with the start line.
    Headers(QByteArray text, QList<Field> fields);

    // Adds "name: value". Asserts that the name is a token and the value a field value, and adds
    // nothing where they are not: a handler can't split a head.
    void append(QByteArrayView name, QByteArrayView value);

    qsizetype size() const { return qsizetype(m_fields.size()); }
    QByteArrayView name(qsizetype index) const;
    QByteArrayView value(qsizetype index) const;
    // Names are compared case-insensitively (RFC 9110 §5.1).
    std::optional<QByteArrayView> find(QByteArrayView name) const; // the first
    qsizetype count(QByteArrayView name) const;
    bool contains(QByteArrayView name) const { return find(name).has_value(); }
    // Whether the comma-separated list that all fields of this name form holds the token
    // (RFC 9110 §5.6.1), compared case-insensitively.
    bool listHas(QByteArrayView name, QByteArrayView token) const;
    // The bytes as received or as they will be sent.
    const QByteArray &text() const { return m_text; }

private:
    QByteArray m_text;
    QList<Field> m_fields; // shared, so that a fixed response is copied for nothing
};

// ASCII letters only, as all names and most values of HTTP are compared.
bool equalsIgnoringCase(QByteArrayView a, QByteArrayView b);

// Cuts the first element, without surrounding blanks, off a comma-separated list; commas in quoted
// strings don't count (RFC 9110 §5.6.1, §5.6.4). The list is empty after its last element.
QByteArrayView takeListElement(QByteArrayView &list);
// The same for a list of tokens, where quotes hide no comma.
QByteArrayView takeToken(QByteArrayView &list);

// The value of Content-Length (RFC 9110 §8.6); -1: it is none, or does not fit.
qint64 lengthFrom(QByteArrayView value);

} // namespace overlap::http
