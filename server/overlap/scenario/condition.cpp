#include "overlap/scenario/condition.h"

#include "overlap/http/control.h"
#include "overlap/script/query.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace overlap::scenario {

namespace {

bool takes(const Condition &condition, QByteArrayView value)
{
    switch (condition.kind) {
    case Condition::Kind::Equals: return value == condition.text;
    case Condition::Kind::Contains: return value.contains(condition.text);
    case Condition::Kind::IsThere: return true;
    case Condition::Kind::IsMissing: break;
    }
    return false;
}

// Of a host without its port. The brackets of an IPv6 address stay.
QByteArrayView withoutPort(QByteArrayView host)
{
    const qsizetype end = host.startsWith('[') ? host.indexOf(']') + 1 : host.indexOf(':');
    return end < 0 ? host : host.first(end);
}

// The token of a pointer, without its escapes; in this order (RFC 6901 §4).
QString unescaped(QByteArrayView token)
{
    return QString::fromUtf8(token.toByteArray().replace("~1", "/").replace("~0", "~"));
}

// RFC 6901 §4: digits without leading zeros. -1: it is none.
qsizetype indexFrom(QByteArrayView token)
{
    const qint64 index = http::lengthFrom(token);
    return token.size() > 1 && token.startsWith('0') ? -1 : qsizetype(index);
}

} // namespace

bool holdsOfFields(const Condition &condition, const http::Headers &fields)
{
    const bool isMissing = condition.kind == Condition::Kind::IsMissing;
    for (const http::Headers::Field field : fields) {
        if (http::equalsIgnoringCase(field.name, condition.name) &&
            (isMissing || takes(condition, field.value)))
            return !isMissing;
    }
    return isMissing;
}

bool holdsOfQuery(const Condition &condition, QByteArrayView query)
{
    const bool isMissing = condition.kind == Condition::Kind::IsMissing;
    while (!query.isNull()) {
        const auto [name, value] = script::itemFrom(script::takeItem(query));
        if (script::decoded(name) != condition.name)
            continue;
        if (isMissing)
            return false;
        const auto decoded = script::decoded(value);
        if (decoded && takes(condition, *decoded))
            return true;
    }
    return isMissing;
}

bool isPointer(QByteArrayView text)
{
    for (qsizetype at = 0; (at = text.indexOf('~', at)) >= 0; ++at) {
        if (at + 1 == text.size() || (text[at + 1] != '0' && text[at + 1] != '1'))
            return false;
    }
    return text.isEmpty() || text.startsWith('/');
}

QJsonValue valueAt(QByteArrayView pointer, const QJsonValue &root)
{
    QJsonValue value = root;
    while (!pointer.isEmpty()) {
        pointer = pointer.sliced(1);
        const qsizetype end = pointer.indexOf('/');
        const QByteArrayView token = end < 0 ? pointer : pointer.first(end);
        pointer = end < 0 ? QByteArrayView() : pointer.sliced(end);
        if (value.isArray()) {
            const QJsonArray items = value.toArray();
            const qsizetype index = indexFrom(token);
            value = index >= 0 && index < items.size() ? items[index]
                                                       : QJsonValue(QJsonValue::Undefined);
        } else {
            value = value.toObject().value(unescaped(token)); // undefined if it is no object
        }
    }
    return value;
}

bool Asked::holds(const BodyCondition &condition) const
{
    if (!m_request.body.contains(condition.contains))
        return false;
    if (condition.fields.empty())
        return true;
    if (!m_json) {
        // Any value, not only an object or an array, which is all that QJsonDocument takes.
        const auto document = QJsonDocument::fromJson('[' + m_request.body + ']');
        const QJsonArray values = document.array();
        m_json = values.size() == 1 ? QJsonValue(values[0]) : QJsonValue(QJsonValue::Undefined);
    }
    return std::ranges::all_of(condition.fields, [this](const BodyCondition::Field &field) {
        return valueAt(field.pointer, *m_json) == field.value;
    });
}

QByteArrayView Asked::host() const
{
    const QByteArrayView authority = http::authorityOf(m_request.target);
    return authority.isNull() ? m_request.headers.find("Host").value_or(QByteArrayView())
                              : authority;
}

bool Asked::asksFor(QByteArrayView host) const
{
    const QByteArrayView asked = this->host();
    const bool hasPort = withoutPort(host).size() < host.size();
    return http::equalsIgnoringCase(hasPort ? asked : withoutPort(asked), host);
}

} // namespace overlap::scenario
