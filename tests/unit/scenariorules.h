#pragma once

#include "overlap/http/target.h"
#include "overlap/scenario/scenariofile.h"

#include <QDir>
#include <QTest>

// "GET /a" and fields, "Host: h\r\nA: b\r\n".
inline overlap::http::Request requestOf(const QByteArray &start, const QByteArray &fields = {},
                                        const QByteArray &body = {})
{
    overlap::http::Request request;
    const QByteArray name = start.left(start.indexOf(' '));
    const qsizetype size = start.size() - name.size() - 1;
    request.method = overlap::http::methodFromName(name);
    request.headers =
        overlap::http::Headers(start + " HTTP/1.1\r\n" + fields + "\r\n", start.size() + 11);
    request.target = QByteArrayView(request.headers.text()).sliced(name.size() + 1, size);
    request.path =
        overlap::http::pathOfTarget(request.method, request.target).value_or(QByteArrayView());
    request.body = body;
    return request;
}

// From the text of rules, joined by commas. Their paths are relative to the root.
inline overlap::scenario::Scenario scenarioFrom(const QByteArray &rules)
{
    const auto got =
        overlap::scenario::read("{\"overlap\": 1, \"rules\": [" + rules + "]}", QDir::rootPath());
    if (const auto *error = std::get_if<overlap::scenario::Error>(&got)) {
        qWarning() << error->sentence(QStringLiteral("file"));
        return {};
    }
    return std::get<overlap::scenario::Scenario>(got);
}

inline overlap::scenario::Rule ruleFrom(const QByteArray &rule)
{
    const auto scenario = scenarioFrom(rule);
    return scenario.rules.empty() ? overlap::scenario::Rule() : scenario.rules[0];
}
