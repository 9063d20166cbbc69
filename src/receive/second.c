/* SPDX-License-Identifier: MIT
 * Plain differences, counter by counter. */
#include "receive/second.h"

void second_added(const struct health_facts *before, const struct health_facts *now,
                  int64_t number, struct health_facts *added) {
    *added = (struct health_facts){
        .second = number < 0 ? 0 : number, /* the clock may have been set back */
        .probes_sent = now->probes_sent - before->probes_sent,
        .send_failures = now->send_failures - before->send_failures,
        .sending_us = now->sending_us - before->sending_us,
        .captured = now->captured - before->captured,
        .replies = now->replies - before->replies,
        .kernel_drops = now->kernel_drops - before->kernel_drops,
        .interface_drops = now->interface_drops - before->interface_drops,
        .ring_drops = now->ring_drops - before->ring_drops,
        .ring_waits = now->ring_waits - before->ring_waits,
    };
    for (int i = 0; i < UNSOLICITED_COUNT; i++) {
        added->unsolicited[i] = now->unsolicited[i] - before->unsolicited[i];
    }
}
