#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <optional>

namespace overlap::http {

// Pure. The header section of a message: its fields in order, with duplicates. They are ranges of
// one text, so a parsed head costs two allocations for any number of fields.
class Headers
{
public:
    // Offsets in the text. The value has no surrounding blanks.
    struct Field
    {
        qint32 name;
        qint32 nameSize;
        qint32 value;
        qint32 valueSize;
    };

    Headers() = default;
    // `fields` refer to `text`, which may begin with the start line.
    Headers(QByteArray text, QList<Field> fields);

    // Adds "name: value". Asserts that the name is a token and the value a valid field value. In a
    // release build it adds nothing if they are not, so that no handler can inject a line.
    void append(QByteArrayView name, QByteArrayView value);

    qsizetype size() const { return qsizetype(m_fields.size()); }
    QByteArrayView name(qsizetype index) const;
    QByteArrayView value(qsizetype index) const;
    // Names are compared case-insensitively (RFC 9110 §5.1).
    std::optional<QByteArrayView> find(QByteArrayView wanted) const; // the first
    qsizetype count(QByteArrayView wanted) const;
    bool contains(QByteArrayView name) const { return find(name).has_value(); }
    // In wire format, as received or as it will be sent.
    const QByteArray &text() const { return m_text; }

private:
    QByteArray m_text;
    QList<Field> m_fields; // implicitly shared: copying a constant response is cheap
};

// Folds only ASCII letters, as HTTP does for field names and most values.
bool equalsIgnoringCase(QByteArrayView a, QByteArrayView b);

// Removes the first element from a comma-separated list and returns it without surrounding blanks.
// A comma in a quoted string does not separate (RFC 9110 §5.6.1, §5.6.4). `list` is empty after the
// last element.
QByteArrayView takeListElement(QByteArrayView &list);
// The same for a list of tokens. A token has no quotes, so every comma separates.
QByteArrayView takeToken(QByteArrayView &list);

// The value of Content-Length (RFC 9110 §8.6), in bytes; -1 if it is invalid or too large.
qint64 lengthFrom(QByteArrayView value);

} // namespace overlap::http
