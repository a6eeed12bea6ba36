#pragma once

#include "overlap/http/exchange.h"

#include <functional>

// Main thread. An exchange with a clock that the test sets, and everything that came out of it. It
// polls the exchange as a connection does.
struct HttpPeer
{
    using Time = overlap::http::Time;
    using Request = overlap::http::Request;
    using Response = overlap::http::Response;
    using Exchange = overlap::http::Exchange;
    using Transaction = overlap::http::Transaction;
    using State = Exchange::State;
    using End = Transaction::End;

    explicit HttpPeer(overlap::http::Limits chosen = {})
        : limits(chosen)
        , now(std::chrono::seconds(100))
        , exchange(workspace, now)
    {
        workspace.heads.date().anchor(now, std::chrono::seconds(784111777));
    }

    static Response page(const QByteArray &body)
    {
        Response response;
        response.body = body;
        return response;
    }

    void receive(QByteArrayView bytes)
    {
        exchange.receive(bytes, now);
        poll();
    }
    void respond(Response response)
    {
        exchange.respond(std::move(response), now);
        poll();
    }
    void leaveUnrun()
    {
        exchange.leaveUnrun(now);
        poll();
    }
    void peerFinished()
    {
        exchange.peerFinished(now);
        poll();
    }
    void abandon()
    {
        exchange.abandon(now);
        poll();
    }
    void peerGone()
    {
        exchange.peerGone(now);
        poll();
    }
    void drain()
    {
        exchange.drain(now);
        poll();
    }
    void abort()
    {
        exchange.abort(now);
        poll();
    }
    // The kernel takes up to `most` unsent bytes.
    void take(qsizetype most)
    {
        const qsizetype size = qMin(most, unsent.size());
        sent += unsent.first(size);
        unsent.remove(0, size);
        exchange.wrote(size, now);
        poll();
    }
    // Lets time pass; deadlines expire.
    void wait(Time duration)
    {
        const Time until = now + duration;
        while (exchange.deadline() <= until) {
            now = qMax(now, exchange.deadline());
            exchange.undelivered(undelivered, now);
            exchange.expire(now);
            poll();
        }
        now = until;
    }

    void poll()
    {
        do {
            while (exchange.hasHead()) {
                if (streams && streams(exchange.current()))
                    exchange.streamUpload(now);
                else
                    exchange.holdUpload(now);
            }
            while (exchange.hasRequest()) {
                requests.push_back(exchange.takeRequest());
                if (answers)
                    exchange.respond(page("<" + requests.back().target.toByteArray() + ">"), now);
            }
            exchange.sendContinue();
            for (const QByteArray &piece : exchange.takeOutput())
                unsent += piece;
            if (exchange.reset())
                unsent.clear();
            for (; exchange.finished(); exchange.removeFinished())
                transactions.push_back(*exchange.finished());
        } while (takesAll && !unsent.isEmpty() && send());
        if (!unsent.isEmpty())
            exchange.undelivered(undelivered, now);
    }

    State state() const { return exchange.state(); }
    QByteArray targets() const
    {
        QByteArray all;
        for (const Request &request : requests)
            all.append(request.target).append(' ');
        return all.trimmed();
    }
    // The status codes of all sent responses, in order.
    QByteArray statuses() const
    {
        QByteArray all;
        for (qsizetype at = 0; (at = sent.indexOf("HTTP/1.1 ", at)) >= 0; at += 9) {
            const QByteArray code = sent.mid(at + 9, 3);
            if (code.toInt() > 0)
                all += code + ' ';
        }
        return all.trimmed();
    }

    overlap::http::Limits limits;
    overlap::http::Workspace workspace{limits};
    Time now;
    Exchange exchange;
    std::function<bool(const overlap::http::Parser &)> streams; // see Exchange::hasHead()
    bool answers = true;  // the handler answers each request at once
    bool takesAll = true; // the kernel takes all output at once
    std::vector<Request> requests;
    std::vector<Transaction> transactions;
    qint64 undelivered = 0; // as the kernel reports it
    QByteArray unsent;
    QByteArray sent;

private:
    bool send()
    {
        sent += unsent;
        const qsizetype size = unsent.size();
        unsent.clear();
        exchange.wrote(size, now);
        return true;
    }
};
