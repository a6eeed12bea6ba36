#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <iterator>
#include <optional>

namespace overlap::http {

// Pure. The header section of a message: its fields in order, with duplicates. It is the text as on
// the wire. Fields are found in it when somebody asks; most requests are answered without.
class Headers
{
public:
    struct Field
    {
        QByteArrayView name;
        QByteArrayView value; // without surrounding blanks
    };
    class Iterator
    {
    public:
        explicit Iterator(QByteArrayView lines) : m_rest(lines) { read(); }
        const Field &operator*() const { return m_field; }
        Iterator &operator++()
        {
            read();
            return *this;
        }
        // A field always has a name.
        bool operator==(std::default_sentinel_t) const { return m_field.name.isEmpty(); }

    private:
        void read();

        QByteArrayView m_rest; // behind this field
        Field m_field;
    };

    Headers() = default;
    // `text` is a valid head, whose fields begin at `begin`, behind the start line.
    Headers(QByteArray text, qsizetype begin);

    // Adds "name: value". Asserts that the name is a token and the value a valid field value. In a
    // release build it adds nothing if they are not, so that no handler can inject a line.
    void append(QByteArrayView name, QByteArrayView value);

    // The views are valid as long as this, or a copy, exists unchanged.
    Iterator begin() const { return Iterator(QByteArrayView(m_text).sliced(m_begin)); }
    static std::default_sentinel_t end() { return {}; }
    qsizetype size() const; // how many fields; counts them
    // Names are compared case-insensitively (RFC 9110 §5.1).
    std::optional<QByteArrayView> find(QByteArrayView wanted) const; // the first
    qsizetype count(QByteArrayView wanted) const;
    bool contains(QByteArrayView name) const { return find(name).has_value(); }
    // In wire format, as received or as it will be sent.
    const QByteArray &text() const { return m_text; }

private:
    QByteArray m_text; // implicitly shared: copying a constant response is cheap
    qsizetype m_begin = 0;
};

// Folds only ASCII letters, as HTTP does for field names and most values.
bool equalsIgnoringCase(QByteArrayView a, QByteArrayView b);

// The value of the first field of that name in a head, as far as that was read. Ignores an
// incomplete last line. Null: there is none.
QByteArrayView valueIn(QByteArrayView head, QByteArrayView name);

// Removes the first element from a comma-separated list and returns it without surrounding blanks.
// A comma in a quoted string does not separate (RFC 9110 §5.6.1, §5.6.4). `list` is empty after the
// last element.
QByteArrayView takeListElement(QByteArrayView &list);
// The same for a list of tokens. A token has no quotes, so every comma separates.
QByteArrayView takeToken(QByteArrayView &list);

// The value of Content-Length (RFC 9110 §8.6), in bytes; -1 if it is invalid or too large.
qint64 lengthFrom(QByteArrayView value);

} // namespace overlap::http
