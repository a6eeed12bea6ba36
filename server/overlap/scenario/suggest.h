#pragma once

#include "overlap/scenario/scenario.h"

#include <optional>

namespace overlap::scenario {

// Pure. Rules that the window makes of what people point at.

// Of a request: one that takes requests with the same method and path, and answers them as the
// server answered this one: by its status.
std::optional<Rule> ruleFor(QByteArrayView method, QByteArrayView target, int status);

// Of what is dropped on the window: a folder or an http URL answers all requests. Nothing if it is
// neither. Whether a local file is a folder is for the caller to see.
std::optional<Rule> ruleForDropped(const QUrl &url, bool isFolder);

} // namespace overlap::scenario
