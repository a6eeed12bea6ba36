#pragma once

#include "overlap/http/request.h"

#include <QJsonValue>

#include <optional>
#include <vector>

namespace overlap::scenario {

// Pure. What a rule wants of a field, or of a parameter of the query.
struct Condition
{
    enum class Kind : quint8 { Equals, Contains, IsThere, IsMissing };
    QByteArray name; // of fields: whatever its case
    Kind kind = Kind::IsThere;
    QByteArray text{}; // that one of its values equals, or contains
    bool operator==(const Condition &) const = default;
};
bool holdsOfFields(const Condition &condition, const http::Headers &fields);
// `query` is still encoded; a plus stays one.
bool holdsOfQuery(const Condition &condition, QByteArrayView query);

// Pure. What a rule wants of a body. With nothing it wants nothing.
struct BodyCondition
{
    struct Field
    {
        QByteArray pointer; // RFC 6901: "/items/0/name"; empty: the whole value
        QJsonValue value;
        bool operator==(const Field &) const = default;
    };
    QByteArray contains{};
    std::vector<Field> fields{}; // of a body that is JSON

    bool isEmpty() const { return contains.isEmpty() && fields.empty(); }
    bool operator==(const BodyCondition &) const = default;
};
bool isPointer(QByteArrayView text);
// The value that a pointer leads to; undefined if there is none.
QJsonValue valueAt(QByteArrayView pointer, const QJsonValue &root);

// Pure. A request as rules ask about it: its body is read as JSON at most once. It must outlive
// this.
class Asked
{
public:
    explicit Asked(const http::Request &request) : m_request(request) {}

    const http::Request &request() const { return m_request; }
    bool holds(const BodyCondition &condition) const;
    QByteArrayView host() const; // that it asks, with its port if it has one; may be empty
    // Whether it asks this host, by its target or its Host field; any port if `host` has none.
    bool asksFor(QByteArrayView host) const;

private:
    const http::Request &m_request;
    mutable std::optional<QJsonValue> m_json; // undefined: the body is no JSON
};

} // namespace overlap::scenario
