#pragma once

#include "overlap/analysis/messagehead.h"

#include <QTreeWidget>

namespace overlap::ui {

// Main thread. The fields of a message head, as names and values. They are copied as lines, with
// secrets masked unless setWithSecrets() says otherwise.
class FieldList : public QTreeWidget
{
    Q_OBJECT
public:
    explicit FieldList(QWidget *parent = nullptr);

    void setWithSecrets(bool withSecrets) { m_withSecrets = withSecrets; }
    void showFields(const std::vector<analysis::MessageHead::Field> &fields);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void copySelected() const;

    bool m_withSecrets = false;
};

} // namespace overlap::ui
