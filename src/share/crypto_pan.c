/* SPDX-License-Identifier: MIT
 * Encrypts the 32 blocks of an address, one a bit, in one call to OpenSSL.
 *
 * Bit i of the address is flipped if encrypting its first i bits, filled up to a block
 * with the pad's, gives a block that begins with a 1. So no block waits for another,
 * and the processor works on several at once: a call a bit would take more than four
 * times as long. Only the first four bytes of a block differ between addresses. */
#include "share/crypto_pan.h"

#include <endian.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum { AES_KEY_SIZE = 16, BLOCK_SIZE = 16, ADDRESS_BITS = 32 };

struct crypto_pan {
    EVP_CIPHER_CTX *aes;
    uint32_t
        pad; /* its first four bytes, which bits of the address take the place of */
    uint8_t plain[ADDRESS_BITS][BLOCK_SIZE]; /* all end in the rest of the pad */
    uint8_t encrypted[ADDRESS_BITS][BLOCK_SIZE];
};

static bool encrypt(EVP_CIPHER_CTX *aes, const uint8_t *plain, uint8_t *encrypted,
                    int length) {
    int written = 0;

    return EVP_EncryptUpdate(aes, encrypted, &written, plain, length) == 1 &&
           written == length;
}

static bool begin_aes(EVP_CIPHER_CTX *aes, const uint8_t *key) {
    return aes != NULL &&
           EVP_EncryptInit_ex(aes, EVP_aes_128_ecb(), NULL, key, NULL) == 1 &&
           EVP_CIPHER_CTX_set_padding(aes, 0) == 1;
}

static bool fill_pad(struct crypto_pan *pan, const uint8_t *pad_key) {
    uint8_t pad[BLOCK_SIZE];
    bool is_ok = encrypt(pan->aes, pad_key, pad, BLOCK_SIZE);

    if (is_ok) {
        memcpy(&pan->pad, pad, sizeof(pan->pad));
        pan->pad = be32toh(pan->pad);
        for (int bit = 0; bit < ADDRESS_BITS; bit++) {
            memcpy(pan->plain[bit], pad, BLOCK_SIZE);
        }
    }
    OPENSSL_cleanse(pad, sizeof(pad));
    return is_ok;
}

struct crypto_pan *crypto_pan_create(const uint8_t key[CRYPTO_PAN_KEY_SIZE]) {
    struct crypto_pan *pan = calloc(1, sizeof(*pan));

    if (pan == NULL) {
        return NULL;
    }
    pan->aes = EVP_CIPHER_CTX_new();
    if (!begin_aes(pan->aes, key) || !fill_pad(pan, key + AES_KEY_SIZE)) {
        crypto_pan_destroy(pan);
        return NULL;
    }
    return pan;
}

void crypto_pan_destroy(struct crypto_pan *pan) {
    if (pan == NULL) {
        return;
    }
    EVP_CIPHER_CTX_free(pan->aes); /* wipes the AES key */
    OPENSSL_cleanse(pan, sizeof(*pan));
    free(pan);
}

/* Each block begins with as many bits of the address as its number says. */
static void fill_blocks(struct crypto_pan *pan, uint32_t address) {
    for (int bit = 0; bit < ADDRESS_BITS; bit++) {
        uint32_t of_pad = UINT32_MAX >> bit;
        uint32_t head = htobe32((address & ~of_pad) | (pan->pad & of_pad));

        memcpy(pan->plain[bit], &head, sizeof(head));
    }
}

static uint32_t first_bits(uint8_t blocks[ADDRESS_BITS][BLOCK_SIZE]) {
    uint32_t bits = 0;

    for (int bit = 0; bit < ADDRESS_BITS; bit++) {
        bits = bits << 1 | blocks[bit][0] >> 7;
    }
    return bits;
}

bool crypto_pan_map(struct crypto_pan *pan, uint32_t address, uint32_t *mapped) {
    fill_blocks(pan, address);
    if (!encrypt(pan->aes, pan->plain[0], pan->encrypted[0], sizeof(pan->plain))) {
        return false;
    }
    *mapped = address ^ first_bits(pan->encrypted);
    return true;
}
