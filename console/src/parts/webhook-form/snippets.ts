// How a receiver checks a signature, without a library. Tests run each of these.

/** The secret as the environment variable PARLEY_SECRET; the raw body on standard input; the three headers as arguments. */
export const SNIPPETS = [
  {
    language: 'JavaScript',
    text: `import { createHmac, timingSafeEqual } from 'node:crypto'

// body: the raw text of the request. Keep it: JSON that is parsed and written again has another signature.
export function isFromParley(headers, body, secret) {
  const age = Math.abs(Date.now() / 1000 - Number(headers['webhook-timestamp']))
  if (!(age < 300)) return false
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signed = \`\${headers['webhook-id']}.\${headers['webhook-timestamp']}.\${body}\`
  const expected = createHmac('sha256', key).update(signed).digest()
  // While a secret is replaced there are two signatures.
  return headers['webhook-signature'].split(' ').some(each => {
    const given = Buffer.from(each.replace('v1,', ''), 'base64')
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}
`,
  },
  {
    language: 'Python',
    text: `import base64, hashlib, hmac, time

# body: the raw bytes of the request.
def is_from_parley(headers, body, secret):
    if abs(time.time() - int(headers["webhook-timestamp"])) >= 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f'{headers["webhook-id"]}.{headers["webhook-timestamp"]}.'.encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    # While a secret is replaced there are two signatures.
    return any(hmac.compare_digest(each, expected) for each in headers["webhook-signature"].split(" "))
`,
  },
  {
    language: 'Go',
    text: `package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// IsFromParley takes the raw bytes of the request as body.
func IsFromParley(headers http.Header, body []byte, secret string) bool {
	at := headers.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil || math.Abs(float64(time.Now().Unix()-seconds)) >= 300 {
		return false
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(headers.Get("webhook-id") + "." + at + "."))
	mac.Write(body)
	expected := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	// While a secret is replaced there are two signatures.
	for _, given := range strings.Split(headers.Get("webhook-signature"), " ") {
		if hmac.Equal([]byte(given), []byte(expected)) {
			return true
		}
	}
	return false
}
`,
  },
  {
    language: 'Java',
    text: `import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

class ParleyWebhook {
  /** The names of the headers are in lower case; body is the raw bytes of the request. */
  static boolean isFromParley(Map<String, String> headers, byte[] body, String secret) throws Exception {
    String at = headers.get("webhook-timestamp");
    if (Math.abs(System.currentTimeMillis() / 1000 - Long.parseLong(at)) >= 300) return false;
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.replace("whsec_", "")), "HmacSHA256"));
    mac.update((headers.get("webhook-id") + "." + at + ".").getBytes(StandardCharsets.UTF_8));
    byte[] expected = ("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body))).getBytes(StandardCharsets.UTF_8);
    // While a secret is replaced there are two signatures.
    for (String given : headers.get("webhook-signature").split(" "))
      if (MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected)) return true;
    return false;
  }
}
`,
  },
] as const
