#pragma once

#include "overlap/answers/player.h"
#include "overlap/listening.h"
#include "overlap/recorder.h"

#include <QJsonObject>
#include <QObject>

#include <optional>
#include <variant>

namespace overlap {

// Main thread, except for take(). Answers the requests by which a test in any language opens gates
// and asks what was seen: GET /gates, POST /gates/{name}/open, close and fail, GET and DELETE
// /requests, GET /overlap. Their answers are JSON. Web pages get 403, those of this server too, and
// whatever names they give to this machine; so does everybody if other machines can reach the
// server, unless that is allowed. Must outlive the calls.
class Control : public QObject
{
    Q_OBJECT
public:
    // All outlive this.
    Control(answers::Stage &stage, Recorder &recorder, const net::Clock &clock);

    // Also while other machines can reach the server.
    void allowElsewhere(bool allow) { m_allowsElsewhere = allow; }
    void setListening(const Listening &listening) { m_listening = listening; }

    // Loop thread. Takes a call whose path is one of these, if it asks for control, or asks whether
    // a page may do so. False: it is a request like others.
    bool take(net::Call &call);

private:
    // What is wrong with a request, as a sentence, and the status that tells of it.
    struct Refusal
    {
        http::Status status;
        QByteArray sentence;
        QByteArray allow{}; // with 405
    };
    using Outcome = std::variant<QJsonObject, Refusal>;

    static http::Response responseTo(const Outcome &outcome);
    std::optional<Refusal> refusalOf(const http::Request &request) const;
    Outcome answer(const http::Request &request);
    Outcome gates(const http::Request &request) const;
    Outcome changeGate(const http::Request &request);
    Outcome requests(const http::Request &request);
    Outcome overlap(const http::Request &request);

    answers::Stage &m_stage;
    Recorder &m_recorder;
    const net::Clock &m_clock;
    Listening m_listening;
    bool m_allowsElsewhere = false;
};

} // namespace overlap
