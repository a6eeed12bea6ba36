#include "overlap/control.h"

#include "overlap/controlreport.h"
#include "overlap/http/control.h"
#include "overlap/http/cors.h"
#include "overlap/script/forms.h"
#include "overlap/script/query.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <limits>
#include <span>

namespace overlap {

using namespace Qt::StringLiterals;
using answers::Gates;
using http::Method;
using http::Status;

namespace {

bool isAmong(Method method, std::span<const Method> methods)
{
    return std::ranges::find(methods, method) != methods.end();
}

// The parameters of a query, decoded. Nothing if one is none of these, or is encoded badly.
using Parameters = QHash<QByteArray, QByteArray>;
std::optional<Parameters> parametersOf(const http::Request &request,
                                       std::initializer_list<QByteArrayView> known)
{
    Parameters all;
    QByteArrayView query = script::queryOf(request.target);
    while (!query.isNull()) {
        const script::Item item = script::itemFrom(script::takeItem(query));
        if (item.name.isEmpty() && item.value.isEmpty())
            continue;
        const auto value = script::decoded(item.value);
        if (!value || std::ranges::find(known, item.name) == known.end())
            return std::nullopt;
        all.insert(item.name.toByteArray(), *value);
    }
    return all;
}

// A whole number from `least` on; nothing if the text is none, or too large.
std::optional<qint64> numberFrom(const QByteArray &text, qint64 least)
{
    bool isNumber = !text.isEmpty() && text.size() <= 18 &&
                    std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    const qint64 number = isNumber ? text.toLongLong(&isNumber) : 0;
    return isNumber && number >= least ? std::optional(number) : std::nullopt;
}

} // namespace

Control::Control(answers::Stage &stage, Recorder &recorder, const net::Clock &clock)
    : m_stage(stage)
    , m_recorder(recorder)
    , m_clock(clock)
{
}

bool Control::take(net::Call &call)
{
    const http::Request &request = call.request();
    if (http::isPreflight(request)) {
        std::move(call).send(
            responseTo(Refusal{Status::Forbidden, "Web pages may not control this server."}));
        return true;
    }
    if (request.headers.find(http::controlField) != http::controlValue)
        return false;
    // Functions that are queued can be copied, calls can not.
    QMetaObject::invokeMethod(
        this,
        [this, call = std::make_shared<net::Call>(std::move(call))] {
            http::Response response = responseTo(answer(call->request()));
            std::move(*call).send(std::move(response));
        },
        Qt::QueuedConnection);
    return true;
}

http::Response Control::responseTo(const Outcome &outcome)
{
    http::Response response;
    response.ownOriginOnly = true;
    response.headers.append("Content-Type", "application/json");
    response.headers.append("Cache-Control", "no-store");
    response.headers.append("X-Content-Type-Options", "nosniff");
    if (const auto *refusal = std::get_if<Refusal>(&outcome)) {
        response.status = refusal->status;
        if (!refusal->allow.isEmpty())
            response.headers.append("Allow", refusal->allow);
        response.body =
            QJsonDocument(QJsonObject{{"error"_L1, QString::fromUtf8(refusal->sentence)}}).toJson();
    } else {
        response.body = QJsonDocument(std::get<QJsonObject>(outcome)).toJson();
    }
    return response;
}

// A name may be one that a page has made lead here; an address is always that of the server.
std::optional<Control::Refusal> Control::refusalOf(const http::Request &request) const
{
    const auto refused = [](const char *sentence) { return Refusal{Status::Forbidden, sentence}; };
    const auto isHere = [this](QByteArrayView host) {
        return http::isLoopbackHost(host) || (m_allowsElsewhere && http::isAddress(host));
    };
    if (m_listening.addresses.isEmpty() || (m_listening.isExposed() && !m_allowsElsewhere))
        return refused("Other machines can reach this server: start it with --control to allow it "
                       "to be controlled.");
    const QByteArrayView host = request.headers.find("Host").value_or(QByteArrayView());
    const QByteArrayView authority = http::authorityOf(request.target);
    if (!isHere(host) || (!authority.isEmpty() && !isHere(authority)))
        return refused("Ask by a name or an address of this machine, such as localhost.");
    // Neither may the server's own: the files of a folder, or of an upstream, are anybody's. A
    // browser tells of a page in one of these fields, or in both, and no page can leave them out.
    if (request.headers.find("Origin") || request.headers.find("Sec-Fetch-Site"))
        return refused("Web pages may not control this server.");
    return std::nullopt;
}

Control::Outcome Control::answer(const http::Request &request)
{
    constexpr Method get[] = {Method::Get, Method::Head};
    constexpr Method post[] = {Method::Post};
    constexpr Method list[] = {Method::Get, Method::Head, Method::Delete};
    struct Row
    {
        bool fits;
        std::span<const Method> methods;
        QByteArray allow;
        std::function<Outcome()> make;
    };
    if (auto refusal = refusalOf(request))
        return *std::move(refusal);
    const QByteArrayView path = request.path;
    const Row rows[] = {
        {path == "/gates", get, "GET, HEAD", [&] { return gates(request); }},
        {path.startsWith("/gates/"), post, "POST", [&] { return changeGate(request); }},
        {path == "/requests", list, "GET, HEAD, DELETE", [&] { return requests(request); }},
        {path == "/overlap", get, "GET, HEAD", [&] { return overlap(request); }}};
    const Row &row = *std::ranges::find_if(rows, &Row::fits);
    if (!isAmong(request.method, row.methods))
        return Refusal{Status::MethodNotAllowed, "That method is not allowed here.", row.allow};
    return row.make();
}

Control::Outcome Control::gates(const http::Request &request) const
{
    if (!parametersOf(request, {}))
        return Refusal{Status::BadRequest, "/gates takes no parameters."};
    QJsonArray all;
    for (const Gates::State &state : m_stage.gates.states())
        all += gateAsJson(state);
    return QJsonObject{{"gates"_L1, all}};
}

Control::Outcome Control::changeGate(const http::Request &request)
{
    const QList<QByteArray> parts = request.path.toByteArray().split('/');
    const bool opens = parts.value(3) == "open";
    const bool fails = parts.value(3) == "fail";
    if (parts.size() != 4 || (!opens && !fails && parts[3] != "close"))
        return Refusal{Status::NotFound, "There are /gates/NAME/open, close and fail."};
    const auto name = script::decoded(parts[2]);
    if (!name || !script::forms::name.read(*name))
        return Refusal{Status::BadRequest,
                       QByteArray("The name of a gate ") + script::forms::name.takes + '.'};
    const auto parameters =
        opens || fails ? parametersOf(request, {"count"}) : parametersOf(request, {});
    if (!parameters)
        return Refusal{Status::BadRequest, opens || fails ? "open and fail take only count."
                                                          : "close takes no parameters."};
    constexpr qint64 all = std::numeric_limits<int>::max();
    qint64 count = all;
    if (parameters->contains("count")) {
        const auto number = numberFrom(parameters->value("count"), 1);
        if (!number)
            return Refusal{Status::BadRequest, "count takes a whole number from 1 on."};
        count = std::min(*number, all);
    }
    Gates &gates = m_stage.gates;
    int gone = 0;
    if (fails || parameters->contains("count"))
        gone = gates.release(*name, int(count), fails ? Gates::Verdict::Fail : Gates::Verdict::Go);
    else if (opens)
        gone = gates.open(*name);
    else
        gates.close(*name);
    const QList<Gates::State> states = gates.states();
    const auto at = std::ranges::find(states, *name, &Gates::State::name);
    QJsonObject gate = gateAsJson(at == states.end() ? Gates::State{*name} : *at);
    gate["released"_L1] = gone;
    return gate;
}

Control::Outcome Control::requests(const http::Request &request)
{
    if (request.method == Method::Delete) {
        if (!parametersOf(request, {}))
            return Refusal{Status::BadRequest, "DELETE takes no parameters: it clears all."};
        m_recorder.clear();
        m_stage.tallies.clear();
        return QJsonObject{{"cleared"_L1, qint64(m_recorder.store().cleared())}};
    }
    const auto parameters = parametersOf(request, {"path", "since", "control"});
    const auto since = parameters ? numberFrom(parameters->value("since", "0"), 0) : std::nullopt;
    if (!since)
        return Refusal{Status::BadRequest,
                       "/requests takes path, since (the id of a request) and control=1."};
    m_recorder.read();
    const Wanted wanted{quint64(*since), parameters->value("path")};
    const ReportClock clock{m_clock.now().count(),
                            [this](qint64 ns) { return m_recorder.wallClockMs(ns); }};
    return parameters->value("control") == "1" ? controlAsJson(m_recorder.store(), wanted, clock)
                                               : requestsAsJson(m_recorder.store(), wanted, clock);
}

Control::Outcome Control::overlap(const http::Request &request)
{
    const auto parameters = parametersOf(request, {"path", "since"});
    const auto since = parameters ? numberFrom(parameters->value("since", "0"), 0) : std::nullopt;
    if (!since)
        return Refusal{Status::BadRequest, "/overlap takes path and since (the id of a request)."};
    m_recorder.read();
    return overlapAsJson(m_recorder.store(), {quint64(*since), parameters->value("path")},
                         m_clock.now().count());
}

} // namespace overlap
